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
  /** Beyond this nobody waits for the end of an answer. */
  readonly timeoutMs: number;
}

/** What the gateway gets less than we wait: it knows best what it waited for. */
const MARGIN_MS = 500;

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

async function tryRoute(gateway: GatewayClient, route: Route, trial: Trial): Promise<Findings> {
  const standing = await standingOf(gateway, route);
  if (standing?.state === 'not-configured') return skipped('the gateway has no such route');
  try {
    return judge(trial, await timeCalls(gateway, route, trial));
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

/** How long an answer took: to its first byte, and from there to its end. In milliseconds. */
interface CallTimes {
  readonly firstByteMs: number;
  readonly restMs: number;
}

function judge({ model, slowAfterMs }: Trial, { firstByteMs, restMs }: CallTimes): Findings {
  const runbook = 'docs/operations.md#route-slow';
  if (firstByteMs > slowAfterMs)
    return failed(`the route is slow: first byte after ${firstByteMs} ms at best`, runbook);
  if (restMs > slowAfterMs) return failed(`the route is slow: ${restMs} ms from the first byte to the last`, runbook);
  return ok(`${model} answered, first byte after ${firstByteMs} ms`);
}

/** The best of a few calls, and of none more than one where all is well. */
async function timeCalls(gateway: GatewayClient, route: Route, trial: Trial): Promise<CallTimes> {
  const { slowAfterMs } = trial;
  // The first one is read to its end in any case, as an answer can break off anywhere.
  const first = await callOnce(gateway, route, trial);
  const again = (time: keyof CallTimes): Promise<number> =>
    bestOf(async () => (await callOnce(gateway, route, trial, time === 'restMs'))[time], slowAfterMs);
  const firstByteMs = first.firstByteMs <= slowAfterMs ? first.firstByteMs : await again('firstByteMs');
  const isLate = firstByteMs > slowAfterMs;
  return { firstByteMs, restMs: isLate || first.restMs <= slowAfterMs ? first.restMs : await again('restMs') };
}

async function callOnce(
  gateway: GatewayClient,
  route: Route,
  { model, timeoutMs }: Trial,
  toTheEnd = true,
): Promise<CallTimes> {
  const question = { model, route, prompt: 'Say ok', maxTokens: 4, mayFallBack: false };
  const limits = { deadlineMs: timeoutMs - MARGIN_MS, timeoutMs, endsWithinMs: timeoutMs };
  const startedAtMs = performance.now();
  const response = await ask(gateway, { ...question, ...limits }, 'converse-stream');
  if (!response.ok) throw new TrialRefused(response);
  let firstByteAtMs: number | undefined;
  for await (const _ of eventsOf(response)) {
    firstByteAtMs ??= performance.now();
    if (!toTheEnd) break;
  }
  const endedAtMs = performance.now();
  const first = firstByteAtMs ?? endedAtMs;
  return { firstByteMs: Math.round(first - startedAtMs), restMs: Math.round(endedAtMs - first) };
}
