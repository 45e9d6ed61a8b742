import type { Route } from '@app/routing';
import { AnswerBrokenError, CtlError } from '../ctl.error.js';
import { ask, eventsOf } from '../gateway/converse.js';
import { readRefusal } from '../gateway/explain-refusal.js';
import type { GatewayClient } from '../gateway/gateway-client.js';
import { bestOf } from './best-of.js';
import { standingOf } from './check-gateway.js';
import { explainRouteFailure, runbookOf } from './explain-route-failure.js';
import { failed, ok, skipped, type Check } from './finding.js';

type Findings = ReturnType<typeof ok>;

/** How routes are tried. */
export interface Trial {
  readonly model: string;
  readonly slowAfterMs: number;
}

/** Beyond this nobody waits: the first byte of a trial, and its last one. */
const HEAD_TIMEOUT_MS = 15_000;
const END_TIMEOUT_MS = 20_000;

/** A real call by one route and no other: the smallest streamed answer that there is, a few tokens each time. */
export function checkRoute(gateway: GatewayClient, route: Route, trial: Trial): Check {
  return { name: `${route} route: call`, run: () => tryRoute(gateway, route, trial) };
}

class TrialRefused extends Error {
  override readonly name = 'TrialRefused';

  constructor(readonly response: Response) {
    super('The trial was refused');
  }
}

async function tryRoute(gateway: GatewayClient, route: Route, { model, slowAfterMs }: Trial): Promise<Findings> {
  const standing = await standingOf(gateway, route);
  if (standing?.state === 'not-configured') return skipped('the gateway has no such route');
  try {
    let isFirst = true;
    const tookMs = await bestOf(async () => {
      const tookMs = await callOnce(gateway, { route, model, toTheEnd: isFirst });
      isFirst = false;
      return tookMs;
    }, slowAfterMs);
    if (tookMs <= slowAfterMs) return ok(`${model} answered, first byte after ${tookMs} ms`);
    return failed(`the route is slow: first byte after ${tookMs} ms at best`, 'docs/operations.md#route-slow');
  } catch (error) {
    if (error instanceof TrialRefused) {
      const refusal = await readRefusal(error.response);
      return explainRouteFailure(route, refusal, (await standingOf(gateway, route))?.failure);
    }
    if (!(error instanceof CtlError)) throw error;
    return failed(
      error.message,
      error instanceof AnswerBrokenError ? runbookOf(route) : (error.next ?? runbookOf(route)),
    );
  }
}

interface Call {
  readonly route: Route;
  readonly model: string;
  /** Whether the rest matters, too: for one call it does, as an answer can break off anywhere. */
  readonly toTheEnd: boolean;
}

/** @returns time to the first byte of the answer's body, in milliseconds. */
async function callOnce(gateway: GatewayClient, { route, model, toTheEnd }: Call): Promise<number> {
  const question = { model, route, prompt: 'Say ok', maxTokens: 4, mayFallBack: false };
  const limits = { timeoutMs: HEAD_TIMEOUT_MS, endsWithinMs: END_TIMEOUT_MS };
  const startedAtMs = performance.now();
  const response = await ask(gateway, { ...question, ...limits }, 'converse-stream');
  if (!response.ok) throw new TrialRefused(response);
  let firstAfterMs: number | undefined;
  for await (const _ of eventsOf(response)) {
    firstAfterMs ??= performance.now() - startedAtMs;
    if (!toTheEnd) break;
  }
  return firstAfterMs ?? performance.now() - startedAtMs;
}
