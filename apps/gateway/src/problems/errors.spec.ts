import { expect, it } from 'vitest';
import { BodyTooLargeError, GatewayError, RequestInvalidError } from './errors.js';

it('names the fields that are wrong and keeps the cause to itself', () => {
  const cause = new Error('SECRET');
  const error = new RequestInvalidError({ modelId: 'must be a string', body: 'is not JSON' }, cause);
  expect(error).toBeInstanceOf(GatewayError);
  expect(error.message).toBe('Request is not valid: modelId must be a string; body is not JSON');
  expect(error.cause).toBe(cause);
});

it('names the limit of a body', () => {
  expect(new BodyTooLargeError(7).message).toBe('The request body is over the limit of 7 bytes');
});
