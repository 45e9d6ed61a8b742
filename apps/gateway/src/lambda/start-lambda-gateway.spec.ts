import { describe, expect, it } from 'vitest';
import { captureOutput } from '../../../../test/support/captured-output.js';
import { startLambdaGateway } from './start-lambda-gateway.js';

describe('startLambdaGateway', () => {
  it('names every variable that is wrong, and no value', async () => {
    using output = captureOutput();
    const starting = startLambdaGateway({ GATEWAY_ATTACHMENT: 'moon', GATEWAY_REQUEST_TIMEOUT_MS: 'a secret' });
    const error: unknown = await starting.catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'START_FAILED', name: 'StartFailedError' });
    expect(String(error)).toMatch(/GATEWAY_ATTACHMENT[^]*GATEWAY_REQUEST_TIMEOUT_MS/);
    expect(String(error)).not.toMatch(/moon|a secret/);
    expect(output.text()).toBe(`${(error as Error).message}\n`);
    expect((error as Error).cause).toBeUndefined();
  });
});
