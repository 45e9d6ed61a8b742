import { describe, expect, it } from 'vitest';
import { isApplicationProfileArn, isSystemProfileArn } from './inference-profile-arn.js';

const ACCOUNT = 'arn:aws:bedrock:us-east-1:123456789012';

describe('the two kinds of profile ARN', () => {
  it.each([
    '',
    'us.a.b',
    'x:application-inference-profile/abc',
    'arn:aws:bedrock:us-east-1::application-inference-profile/abc',
    'arn:aws:s3:us-east-1:123456789012:application-inference-profile/abc',
    `${ACCOUNT}:application-inference-profile/`,
    `${ACCOUNT}:application-inference-profile/../x`,
    `${ACCOUNT}:imported-model/abcdefghijkl`,
    `${ACCOUNT}:prompt-router/x`,
    'arn:aws:bedrock:us-east-1::foundation-model/a:inference-profile',
  ])('%j is of neither', (text) => {
    expect([isApplicationProfileArn(text), isSystemProfileArn(text)]).toEqual([false, false]);
  });

  it('are told apart', () => {
    const [application, system] = [
      `${ACCOUNT}:application-inference-profile/abc`,
      `${ACCOUNT}:inference-profile/us.a.b`,
    ];
    expect([isApplicationProfileArn(application), isSystemProfileArn(application)]).toEqual([true, false]);
    expect([isApplicationProfileArn(system), isSystemProfileArn(system)]).toEqual([false, true]);
  });
});
