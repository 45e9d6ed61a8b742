import { describe, expect, it } from 'vitest';
import { describeEnvironment } from './describe-environment.js';

describe('describeEnvironment', () => {
  it('shows switches and numbers, and of everything else that it is set', () => {
    const env = {
      GATEWAY_ATTACHMENT: 'vpn',
      GATEWAY_MAX_IN_FLIGHT: '512',
      GATEWAY_BEDROCK_SECRET_ID: 'name-of-a-secret',
      AWS_SECRET_ACCESS_KEY: 'secret',
      CTL_TOKEN: 'a.b.c',
      AWS_BEARER_TOKEN_BEDROCK: 'ABSK',
    };
    expect(describeEnvironment(env)).toEqual({
      AWS_BEARER_TOKEN_BEDROCK: 'set',
      AWS_SECRET_ACCESS_KEY: 'set',
      CTL_TOKEN: 'set',
      GATEWAY_ATTACHMENT: { value: 'vpn' },
      GATEWAY_BEDROCK_SECRET_ID: 'set',
      GATEWAY_MAX_IN_FLIGHT: { value: '512' },
    });
  });

  it('shows no value that does not look like one of these, whatever the name', () => {
    expect(describeEnvironment({ GATEWAY_ATTACHMENT: 'ABSKQmVkcm9jaw==' })).toEqual({ GATEWAY_ATTACHMENT: 'set' });
  });

  it('does not name what is not its business, nor what is empty', () => {
    expect(describeEnvironment({ HOME: '/root', GITHUB_TOKEN: 'x', 'GATEWAY_it`s': 'x', AWS_PROFILE: '' })).toEqual({});
  });
});
