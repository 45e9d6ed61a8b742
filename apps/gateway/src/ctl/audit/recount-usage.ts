import { AuditError, UsageReader, UsageStore, UsageDayUnsettledError, type Recount } from '@app/audit';
import { GatewayConfigError } from '../../config/gateway-config.error.js';
import { loadOperatorConfig, type GatewayConfig } from '../../config/gateway-config.js';
import { toAuditOptions, toUsageOptions } from '../../config/to-lib-options.js';
import { CtlError } from '../ctl.error.js';
import { explainAwsFailure } from '../gateway/explain-aws-failure.js';
import type { Run } from '../verb.js';
import { readDay } from './read-moment.js';

/** How a day is counted again. */
export interface RecountOptions {
  readonly dryRun?: boolean;
}

/** Counts a day again in the table that the environment names. */
export async function recountUsage(run: Run<RecountOptions>): Promise<void> {
  const { args, options, around, print } = run;
  const day = readDay('DAY', around.nowEpochMs)(args[0] ?? '');
  const config = readConfig(around.env);
  if (options.dryRun === true) {
    return print({ dryRun: true, day }, `would count the usage of ${day} again, out of its records\n`);
  }
  const { requests, added } = await recount(config, day, around.interrupted);
  await print({ day, requests, added }, `${requests} requests on ${day}, ${added} of them not counted before\n`);
}

function readConfig(env: NodeJS.ProcessEnv): GatewayConfig {
  try {
    const config = loadOperatorConfig(env);
    if (toUsageOptions(config) !== undefined) return config;
  } catch (error) {
    if (error instanceof GatewayConfigError) throw new CtlError('environment', error.message, 'docs/configuration.md');
    throw error;
  }
  throw new CtlError('environment', 'GATEWAY_USAGE_TABLE is not set: there are no counters', 'docs/configuration.md');
}

async function recount(config: GatewayConfig, day: string, signal: AbortSignal): Promise<Recount> {
  const options = toUsageOptions(config);
  const store = options && new UsageStore(options);
  const reader = new UsageReader(toAuditOptions(config), store);
  try {
    const done = await reader.recount(day, signal);
    if (done === undefined) throw new TypeError('There is a store');
    return done;
  } catch (error) {
    throw signal.aborted ? error : explain(error);
  } finally {
    reader.close();
    store?.close();
  }
}

function explain(error: unknown): unknown {
  if (!(error instanceof AuditError)) return error;
  if (error instanceof UsageDayUnsettledError)
    return new CtlError('failed', error.message, 'wait, then run it again', error);
  const { words, next } = explainAwsFailure(error);
  return new CtlError('unfinished', `The day is not counted: ${words}`, next, error);
}
