import { DynamoDbAuditSink } from '@app/audit';
import { CredentialsUnavailableError, readApiKeySecret, type SecretReader } from '@app/bedrock';
import { readSigningKey } from '../../auth/keys/read-secret-keys.js';
import type { GatewayConfig } from '../../config/gateway-config.js';
import { toAuditOptions } from '../../config/to-lib-options.js';
import { explainAwsFailure } from '../gateway/explain-aws-failure.js';
import type { Surroundings } from '../surroundings.js';
import { bestOf } from './best-of.js';
import { failed, ok, type Check } from './finding.js';

const STORE_TIMEOUT_MS = 8_000;
const SLOW_STORE = 'docs/operations.md#audit-store-down';
const SLOW_SECRETS = 'check the way to Secrets Manager, and the AWS health dashboard';

type Findings = ReturnType<typeof ok>;

/** The secret that signs tokens: there, readable with these credentials, and fit for it. */
export function checkTokenSecret(config: GatewayConfig, around: Surroundings, slowAfterMs: number): Check {
  const { secretId } = config.tokens;
  const read = async (reader: SecretReader): Promise<void> => {
    const source = { reader, secretId, variable: 'GATEWAY_TOKEN_SECRET_ID' } as const;
    await readSigningKey(source, AbortSignal.timeout(STORE_TIMEOUT_MS));
  };
  return { name: 'token secret', run: () => tryReading(around, read, slowAfterMs) };
}

/** The secret with the commercial credentials: there, readable, and in one of the shapes that are read. */
export function checkBedrockSecret(config: GatewayConfig, around: Surroundings, slowAfterMs: number): Check {
  const { secretId } = config.bedrock;
  const read = async (reader: SecretReader): Promise<void> => {
    const text = await reader.read(secretId, 'AWSCURRENT', AbortSignal.timeout(STORE_TIMEOUT_MS));
    if (text === undefined) throw new CredentialsUnavailableError('there is no such secret');
    readApiKeySecret(text, secretId);
  };
  return { name: 'Bedrock secret', run: () => tryReading(around, read, slowAfterMs) };
}

async function tryReading(
  { createReader }: Surroundings,
  read: (reader: SecretReader) => Promise<void>,
  slowAfterMs: number,
): Promise<Findings> {
  const reader = createReader();
  try {
    const tookMs = await bestOf(() => read(reader), slowAfterMs);
    if (tookMs <= slowAfterMs) return ok(`read in ${tookMs} ms, and fit for its use`);
    return failed(`Secrets Manager is slow: ${tookMs} ms at best`, SLOW_SECRETS);
  } catch (error) {
    const { words, next } = explainAwsFailure(error);
    return failed(words, next);
  } finally {
    reader.onApplicationShutdown();
  }
}

/** The audit table: there, and readable with these credentials. Nothing is written. */
export function checkAuditStore(config: GatewayConfig, slowAfterMs: number): Check {
  return { name: 'audit store', run: () => tryAuditStore(config, slowAfterMs) };
}

async function tryAuditStore(config: GatewayConfig, slowAfterMs: number): Promise<Findings> {
  const sink = new DynamoDbAuditSink(toAuditOptions(config));
  try {
    const tookMs = await bestOf(() => sink.check(AbortSignal.timeout(STORE_TIMEOUT_MS)), slowAfterMs);
    if (tookMs <= slowAfterMs) return ok(`proven by a read in ${tookMs} ms`);
    return failed(`DynamoDB is slow: ${tookMs} ms at best`, SLOW_STORE);
  } catch (error) {
    const { words, next } = explainAwsFailure(error);
    return failed(words, next);
  } finally {
    sink.close();
  }
}
