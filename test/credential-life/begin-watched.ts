import { onTestFinished } from 'vitest';
import { startSandbox, type SandboxOptions } from '../../apps/sandbox/src/sandbox.js';
import { captureOutput } from '../support/captured-output.js';
import { moveClock, type MovableClock } from '../support/movable-clock.js';
import { startGateway, type System } from '../support/system.js';
import { watchSecrets, type WatchedSecrets } from './watched-secrets.js';

/** A system under a clock that can be moved, and what it asks of Secrets Manager. */
export interface WatchedSystem {
  readonly system: System;
  readonly secrets: WatchedSecrets;
  readonly clock: MovableClock;
}

/** Starts one for the running test, and ends it with it. */
export async function beginWatched(options: SandboxOptions = {}): Promise<WatchedSystem> {
  const output = captureOutput();
  onTestFinished(() => output[Symbol.dispose]());
  const clock = moveClock();
  onTestFinished(() => clock[Symbol.dispose]());
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  const secrets = await watchSecrets(sandbox);
  onTestFinished(() => secrets[Symbol.asyncDispose]());
  const system = await startGateway(sandbox, { env: { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url } });
  onTestFinished(() => system[Symbol.asyncDispose]());
  return { system, secrets, clock };
}
