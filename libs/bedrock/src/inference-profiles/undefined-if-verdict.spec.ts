import { describe, expect, it } from 'vitest';
import { BedrockCallError, NoEndpointError } from '../errors.js';
import { refusal } from '../testing/scripted-bedrock.js';
import { undefinedIfVerdict } from './undefined-if-verdict.js';

const upstream = { status: 403, type: 'UnrecognizedClientException', message: '', credentialsRefused: true };

describe('undefinedIfVerdict', () => {
  it.each([
    ['a throttled call', refusal(429, 'ThrottlingException', 'throttled')],
    ['a server error', refusal(500, 'InternalServerException', 'internal')],
    ['a conflict', refusal(409, 'ConflictException')],
    ['refused credentials', new BedrockCallError('denied', 'status-403', { upstream })],
    ['a route that is down', new BedrockCallError('unreachable', 'dns')],
    ['a route without endpoint', new NoEndpointError('control')],
    ['a defect', new TypeError('x')],
  ])('lets %s through', async (_, error) => {
    await expect(undefinedIfVerdict(Promise.reject(error))).rejects.toBe(error);
  });

  it.each([
    refusal(400, 'ValidationException'),
    refusal(403, 'AccessDeniedException', 'denied'),
    refusal(404, 'ResourceNotFoundException'),
  ])('takes %s for nothing to say', async (error) => {
    await expect(undefinedIfVerdict(Promise.reject(error))).resolves.toBeUndefined();
  });

  it('hands on what there is', async () => {
    await expect(undefinedIfVerdict(Promise.resolve(7))).resolves.toBe(7);
  });
});
