import { BedrockCallError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { TokenRefusedError } from '../auth/errors.js';
import { ModelDeniedError } from './errors.js';
import { reasonOf } from './reason-of.js';

describe('reasonOf', () => {
  it.each([
    [undefined],
    [null],
    ['SECRET'],
    [new Error('SECRET')],
    [Object.assign(new Error('SECRET'), { code: 'SECRET', kind: 'SECRET', reason: 'SECRET' })],
    [{ code: 'MODEL_DENIED', reason: 'SECRET' }],
  ])('says nothing of %s but that nobody expected it', (error) => {
    expect(reasonOf(error)).toEqual({ error: 'unexpected' });
  });

  it('has the fixed words of our own errors, and never a message', () => {
    expect(reasonOf(new ModelDeniedError())).toEqual({ code: 'MODEL_DENIED' });
    expect(reasonOf(new TokenRefusedError('expired'))).toEqual({ code: 'TOKEN_REFUSED', reason: 'expired' });
    const upstream = { status: 429, type: 'SECRET', message: 'SECRET', credentialsRefused: false };
    const call = new BedrockCallError('throttled', 'status-429', { upstream, cause: new Error('SECRET') });
    expect(reasonOf(call)).toEqual({ code: 'BEDROCK_CALL_FAILED', kind: 'throttled', reason: 'status-429' });
  });
});
