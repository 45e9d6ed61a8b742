import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  EMBEDDED_DYNAMODB_ENV,
  startEmbeddedDynamoDb,
  type EmbeddedDynamoDb,
} from '../../../../../test/support/embedded-dynamodb.js';
import { RevocationStore } from '@app/audit';
import { loadGatewayConfig } from '../../config/gateway-config.js';
import { runRevokeCommand } from './run-revoke-command.js';

const NOW = Date.UTC(2026, 0, 31, 12, 0, 0, 500);
const TABLE = 'revoked-tokens';
let dynamoDb: EmbeddedDynamoDb;

beforeAll(async () => {
  for (const [name, value] of Object.entries(EMBEDDED_DYNAMODB_ENV)) vi.stubEnv(name, value);
  dynamoDb = await startEmbeddedDynamoDb();
});
afterAll(async () => {
  await dynamoDb.close();
  vi.unstubAllEnvs();
});

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const written = { out: '', error: '' };
  const exitCode = await runRevokeCommand(args, {
    loadConfig: () =>
      loadGatewayConfig({
        GATEWAY_REVOCATION_TABLE: TABLE,
        AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
        GATEWAY_AUDIT_CREATE_TABLE: 'true',
        ...env,
      }),
    nowEpochMs: () => NOW,
    writeOut: (text) => (written.out += text),
    writeError: (text) => (written.error += text),
  });
  return { exitCode, ...written };
}

describe('the revoke command, given something wrong', () => {
  it.each([
    ['command line takes either --jti or --sub', []],
    ['command line takes either --jti or --sub', ['--jti', 'a', '--sub', 'b']],
    ['command line takes either --jti or --sub', ['--before', '2026-01-31T12:00:00Z']],
    ['--before goes with --sub only', ['--jti', 'a', '--before', '2026-01-31T12:00:00Z']],
    ['--jti takes 1 to 256 printable characters', ['--jti', 'a\nb']],
    ['--sub takes 1 to 256 printable characters', ['--sub', '']],
    ...[
      '2026-01-31',
      '2026-01-31T12:00',
      'yesterday',
      '1769860800',
      '2026-13-31T12:00:00Z',
      '1969-12-31T23:59:59Z',
    ].map(
      (before) =>
        ['--before takes a time with its zone, e.g. 2026-01-31T12:00:00Z', ['--sub', 'a', '--before', before]] as const,
    ),
    ['--subject is not an option', ['--subject', 'a']],
    ['command line takes options only, no loose words', ['alice']],
  ] as const)('says "%s" and revokes nothing', async (line, args) => {
    const before = dynamoDb.operations.length;
    expect(await run(args)).toEqual({ exitCode: 2, out: '', error: `token:revoke: ${line}\n` });
    expect(dynamoDb.operations).toHaveLength(before);
  });

  it('says so where no gateway would heed it', async () => {
    const around = { nowEpochMs: () => NOW, writeOut: () => {}, writeError: vi.fn<(text: string) => void>() };
    expect(await runRevokeCommand(['--jti', 'a'], { ...around, loadConfig: () => loadGatewayConfig({}) })).toBe(1);
    expect(around.writeError).toHaveBeenCalledWith(expect.stringContaining('GATEWAY_REVOCATION_TABLE is not set'));
  });

  it('says that the table did not take it', async () => {
    const { exitCode, out, error } = await run(['--jti', 'a'], {
      GATEWAY_AUDIT_CREATE_TABLE: 'false',
      GATEWAY_REVOCATION_TABLE: 'not-there',
    });
    expect([exitCode, out, error]).toEqual([1, '', 'token:revoke: The audit store failed: table-missing\n']);
  });
});

describe('the revoke command', () => {
  it('helps', async () => {
    const { exitCode, out } = await run(['--help']);
    expect([exitCode, out]).toEqual([0, expect.stringContaining('--before TIME')]);
  });

  // A day, which is the longest life there is, and a minute for clocks.
  it.each([
    [['--jti', 'id-1'], { jti: 'id-1' }, '2026-02-01T12:01:00.000Z'],
    [['--sub', 'alice'], { sub: 'alice', issuedBefore: '2026-01-31T12:00:01.000Z' }, '2026-02-01T12:01:01.000Z'],
    [
      ['--sub', 'bob', '--before', '2026-01-01T02:00:00.5+02:00'],
      { sub: 'bob', issuedBefore: '2026-01-01T00:00:01.000Z' },
      '2026-02-01T12:01:00.000Z',
    ],
    [
      ['--sub', 'carol', '--before', '2027-01-01T00:00Z'],
      { sub: 'carol', issuedBefore: '2027-01-01T00:00:00.000Z' },
      '2027-01-02T00:01:00.000Z',
    ],
  ])('%j says what it revoked, and until when that is kept', async (args, revoked, forgottenAfter) => {
    const { exitCode, out, error } = await run(args);
    expect([exitCode, JSON.parse(out), error]).toEqual([0, { revoked, forgottenAfter }, '']);
  });

  it('revokes tokens of this second too: they were issued before now', async () => {
    await run(['--sub', 'dave']);
    const store = new RevocationStore({ tableName: TABLE, endpoint: dynamoDb.url });
    const issuedAtEpochS = Math.floor(NOW / 1_000);
    const { signal } = new AbortController();
    expect(await store.isRevoked({ subject: 'dave', issuedAtEpochS }, signal)).toBe(true);
    expect(await store.isRevoked({ subject: 'dave', issuedAtEpochS: issuedAtEpochS + 1 }, signal)).toBe(false);
    store.close();
  });
});
