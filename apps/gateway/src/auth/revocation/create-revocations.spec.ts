import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EMBEDDED_DYNAMODB_ENV } from '../../../../../test/support/embedded-dynamodb.js';
import { loadGatewayConfig } from '../../config/gateway-config.js';
import { createRevocations } from './create-revocations.js';

const TOKEN = { subject: 'alice', issuedAtEpochS: 1_000 };

beforeEach(() => {
  for (const [name, value] of Object.entries(EMBEDDED_DYNAMODB_ENV)) vi.stubEnv(name, value);
});
afterEach(() => void vi.unstubAllEnvs());

it('makes a list of nothing where no table is configured', async () => {
  const revocations = createRevocations(loadGatewayConfig({}));
  expect(await revocations.isRevoked(TOKEN)).toBe(false);
  revocations.close();
});

it('makes a list that says that it cannot say anything while its table cannot be read', async () => {
  const env = { GATEWAY_REVOCATION_TABLE: 'revoked-tokens', AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' };
  const revocations = createRevocations(loadGatewayConfig(env));
  await expect(revocations.isRevoked(TOKEN)).rejects.toMatchObject({
    code: 'TOKEN_REVOCATIONS_UNAVAILABLE',
    message: 'Whether the token was revoked cannot be found out',
    cause: { code: 'AUDIT_STORE_FAILED', reason: 'unreachable' },
  });
  revocations.close();
});
