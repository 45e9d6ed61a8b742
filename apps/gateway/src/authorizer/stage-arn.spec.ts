import { describe, expect, it } from 'vitest';
import { EventUnreadableError } from './errors.js';
import { stageArnOf } from './stage-arn.js';

describe('stageArnOf', () => {
  it.each([
    [undefined],
    [null],
    [7],
    [''],
    ['*'],
    [['arn:aws:execute-api:us-east-1:123456789012:abcdef1234/prod/GET/']],
    ['arn:aws:execute-api:us-east-1:123456789012:abcdef1234/prod'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcdef1234/prod/'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcdef1234/*/GET/health'],
    ['arn:aws:execute-api:us-east-1:123456789012:*/prod/GET/health'],
    ['arn:aws:execute-api:*:123456789012:abcdef1234/prod/GET/health'],
    ['arn:aws:execute-api:us-east-1:1234:abcdef1234/prod/GET/health'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcdef1234/$default/GET/health'],
    ['arn:aws:lambda:us-east-1:123456789012:abcdef1234/prod/GET/health'],
    ['arn:evil:execute-api:us-east-1:123456789012:abcdef1234/prod/GET/health'],
    [' arn:aws:execute-api:us-east-1:123456789012:abcdef1234/prod/GET/health'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcdef1234/prod\n/GET/health'],
    [`arn:aws:execute-api:us-east-1:123456789012:abcdef1234/${'s'.repeat(129)}/GET/`],
  ])('refuses %j', (methodArn) => {
    expect(() => stageArnOf(methodArn)).toThrow(new EventUnreadableError('method-arn'));
  });

  it.each([
    [
      'arn:aws:execute-api:us-east-1:123456789012:abcdef1234/dev/GET/',
      'arn:aws:execute-api:us-east-1:123456789012:abcdef1234/dev',
    ],
    [
      'arn:aws-us-gov:execute-api:us-gov-east-1:123456789012:a1/prod/POST/model/x/invoke',
      'arn:aws-us-gov:execute-api:us-gov-east-1:123456789012:a1/prod',
    ],
    [
      'arn:aws-cn:execute-api:cn-north-1:123456789012:a1/test_1/DELETE',
      'arn:aws-cn:execute-api:cn-north-1:123456789012:a1/test_1',
    ],
    [
      'arn:aws:execute-api:us-east-1:123456789012:a1/dev/GET/model/*/../prod/GET/\n*',
      'arn:aws:execute-api:us-east-1:123456789012:a1/dev',
    ],
    [
      'arn:aws:execute-api:us-east-1:123456789012:a1/ESTestInvoke-stage/GET/',
      'arn:aws:execute-api:us-east-1:123456789012:a1/ESTestInvoke-stage',
    ],
  ])('finds the stage of %j', (methodArn, stageArn) => {
    expect(stageArnOf(methodArn)).toBe(stageArn);
  });
});
