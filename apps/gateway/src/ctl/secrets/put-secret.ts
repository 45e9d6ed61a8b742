import { randomUUID } from 'node:crypto';
import { BedrockError, readApiKeySecret, SecretUnchangedError, versionAt } from '@app/bedrock';
import { AuthError } from '../../auth/errors.js';
import { GatewayConfigError } from '../../config/gateway-config.error.js';
import { loadOperatorConfig, type GatewayConfig } from '../../config/gateway-config.js';
import { tryTokenSecret } from '../../rotation/token-secret/try-token-secret.js';
import { CtlError } from '../ctl.error.js';
import { explainAwsFailure } from '../gateway/explain-aws-failure.js';
import { readHidden } from '../terminal/read-hidden.js';
import type { Run } from '../verb.js';

/** The secrets that take a value. */
export const PUTTABLE = ['token', 'bedrock-key'] as const;
type Puttable = (typeof PUTTABLE)[number];

/** How a value is put. */
export interface PutOptions {
  readonly dryRun?: boolean;
  readonly takeOver?: boolean;
}

const TIMEOUT_MS = 15_000;

/**
 * Reads a value, checks that the gateway could use it, and makes it the current version; the one before it stays as the
 * previous one. The value never comes from the command line, where others see it, and is never printed.
 */
export async function putSecret(run: Run<PutOptions>): Promise<void> {
  const { args, options, print } = run;
  const which: Puttable = args[0] === 'token' ? 'token' : 'bedrock-key';
  const config = readConfig(run);
  const { secretId } = which === 'token' ? config.tokens : config.bedrock;
  const text = await readValue(run, secretId);
  await checkShape(which, text, config);
  await refuseDuringRotation(run, secretId);
  if (options.dryRun === true) {
    await print({ secretId, dryRun: true }, `would make this value the current version of ${secretId}\n`);
    return;
  }
  const versionId = await write(run, secretId, text);
  await print({ secretId, dryRun: false, versionId }, `version ${versionId} of ${secretId} is current\n`);
}

function readConfig({ around }: Run<PutOptions>): GatewayConfig {
  try {
    return loadOperatorConfig(around.env);
  } catch (error) {
    if (error instanceof GatewayConfigError) throw new CtlError('environment', error.message, 'docs/configuration.md');
    throw error;
  }
}

async function readValue({ terminal, around }: Run<PutOptions>, secretId: string): Promise<string> {
  const { input } = terminal.streams;
  const text =
    input.isTTY === true
      ? await readHidden(terminal, `value of ${secretId} (not shown): `, around.interrupted)
      : await terminal.readInput(around.interrupted);
  // A file ends with a line end; no value does.
  const value = text.replace(/\r?\n$/, '');
  if (value === '') throw new CtlError('usage', 'There is no value on the input', 'ctl secrets put token < file');
  return value;
}

async function checkShape(which: Puttable, text: string, config: GatewayConfig): Promise<void> {
  try {
    if (which === 'token') await tryTokenSecret(text, config.tokens);
    else readApiKeySecret(text, config.bedrock.secretId);
  } catch (error) {
    const isOurs = error instanceof AuthError || error instanceof BedrockError;
    if (!isOurs) throw error;
    const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
    throw new CtlError(
      'usage',
      `The gateway could not use this value: ${reason}`,
      'docs/configuration.md, "Secrets"',
      error,
    );
  }
}

/** A rotation under way would make its own value current a moment later, and this one would be lost. */
async function refuseDuringRotation({ around, options }: Run<PutOptions>, secretId: string): Promise<void> {
  const versions = around.createVersions();
  try {
    const outline = await versions.outline(secretId, AbortSignal.timeout(TIMEOUT_MS));
    const pending = versionAt(outline, 'AWSPENDING');
    if (pending === undefined || pending === versionAt(outline, 'AWSCURRENT') || options.takeOver === true) return;
    throw new CtlError(
      'busy',
      'A rotation of this secret is under way',
      'wait for its end, or --take-over if it is dead',
    );
  } catch (error) {
    throw asCtlError(error);
  } finally {
    versions.onApplicationShutdown();
  }
}

async function write({ around }: Run<PutOptions>, secretId: string, text: string): Promise<string> {
  const versions = around.createVersions();
  const id = randomUUID();
  try {
    await versions.put(secretId, { id, text, stage: 'AWSCURRENT' }, AbortSignal.timeout(TIMEOUT_MS));
    return id;
  } catch (error) {
    if (error instanceof SecretUnchangedError && error.reason === 'request-failed') {
      throw new CtlError(
        'unfinished',
        'Whether the value is current is not known: the answer was lost',
        'run it again',
        error,
      );
    }
    throw asCtlError(error);
  } finally {
    versions.onApplicationShutdown();
  }
}

function asCtlError(error: unknown): unknown {
  if (error instanceof CtlError) return error;
  const { words, next } = explainAwsFailure(error);
  return new CtlError('environment', `The secret is not changed: ${words}`, next, error);
}
