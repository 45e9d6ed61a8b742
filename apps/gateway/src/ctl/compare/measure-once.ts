import type { Route } from '@app/routing';
import { keptTypeOf } from '../../logs/problem-type.js';
import { CtlError } from '../ctl.error.js';
import { ask, eventsOf } from '../gateway/converse.js';
import { readRefusal } from '../gateway/explain-refusal.js';
import type { GatewayClient } from '../gateway/gateway-client.js';

/** One call by one route. */
export interface Sample {
  readonly route: Route;
  readonly round: number;
  /** Undefined where the call failed. */
  readonly firstByteMs?: number;
  readonly totalMs?: number;
  /** What it failed with, e.g. `429 ThrottlingException`. */
  readonly failure?: string;
}

/** Calls a model by one route and no other. What only this call failed with is a sample, too. */
export async function measureOnce(gateway: GatewayClient, route: Route, model: string): Promise<Omit<Sample, 'round'>> {
  const question = { model, route, prompt: 'Say ok', maxTokens: 4, mayFallBack: false, endsWithinMs: 60_000 };
  const startedAtMs = performance.now();
  const response = await ask(gateway, question, 'converse-stream');
  if (!response.ok) {
    const { status, type } = await readRefusal(response);
    if (status === 401) throw new CtlError('not-allowed', 'The gateway does not take the token', 'ctl token inspect -');
    return { route, failure: `${status} ${keptTypeOf(type)}` };
  }
  let firstByteMs: number | undefined;
  try {
    for await (const _ of eventsOf(response)) firstByteMs ??= performance.now() - startedAtMs;
  } catch (error) {
    if (error instanceof CtlError) return { route, failure: error.message };
    throw error;
  }
  const totalMs = performance.now() - startedAtMs;
  return { route, totalMs, firstByteMs: firstByteMs ?? totalMs };
}
