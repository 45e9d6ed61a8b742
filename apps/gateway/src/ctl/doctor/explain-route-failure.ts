import type { Route } from '@app/routing';
import type { Refusal } from '../gateway/explain-refusal.js';
import { keptTypeOf } from '../../logs/problem-type.js';
import { failed } from './finding.js';

type Findings = ReturnType<typeof failed>;

/** What the last try of a route ended with, in words. Source: `AttemptOutcome` of @app/routing. */
const OUTCOMES: Readonly<Record<string, string>> = {
  unreachable: 'Bedrock cannot be reached',
  'not-bedrock': 'what answers is not Bedrock: a proxy, a captive portal, or a wrong endpoint',
  timeout: 'Bedrock does not answer in time',
  throttled: 'Bedrock throttles',
  'model-not-ready': 'the model is not ready yet',
  internal: 'Bedrock answers with an error of its own',
  'stream-broken': 'the answer broke off before its first frame',
};

const THROTTLED = 'docs/operations.md#bedrock-throttles';
const CREDENTIALS = 'ctl secrets rotate bedrock-key; docs/operations.md#credential-expired';

/**
 * Names the cause of a refused trial of a route, by the type that the gateway gave, the attempts it made, and what it
 * has seen of the route since.
 *
 * @param seen e.g. `unreachable (reset)`, from `/status`.
 */
export function explainRouteFailure(route: Route, refusal: Refusal, seen: string | undefined): Findings {
  const { status, type, attempts } = refusal;
  const outcome = attempts.split(',').at(-1)?.split(':').at(-1) ?? '';
  // A finding goes into reports: of names that an upstream gave, it holds those that are known.
  const answered = `${status} ${keptTypeOf(type)}`;
  const detail =
    seen === undefined || outcome === 'throttled' || outcome === 'internal'
      ? answered
      : `${answered}; last seen: ${seen}`;
  if (type === 'AuditUnavailableException')
    return failed(`the audit store takes no record (${answered})`, 'docs/operations.md#audit-store-down');
  if (outcome === 'denied') return deniedBy(refusal, detail);
  if (outcome === 'throttled' || outcome === 'model-not-ready')
    return failed(`${OUTCOMES[outcome]} (${answered})`, THROTTLED);
  if (status === 401 || status === 403)
    return failed(
      `the token does not allow the trial (${answered})`,
      'ctl token issue with both routes and bedrock:invoke-stream',
    );
  if (outcome === 'bad-request')
    return failed(
      `Bedrock does not take the trial (${answered})`,
      'name another model: ctl models, then --model or CTL_MODEL',
    );
  const words = OUTCOMES[outcome];
  if (words !== undefined) return failed(`${words} (${detail})`, runbookOf(route));
  if (seen !== undefined) return failed(`the gateway does not use this route now (${detail})`, runbookOf(route));
  return failed(`the gateway refuses the trial (${answered})`, 'ctl status, and the log of the gateway');
}

/** Bedrock refuses the gateway's own credentials, which the gateway says is its failure; or what they may do. */
function deniedBy({ status }: Refusal, detail: string): Findings {
  if (status === 403)
    return failed(
      `Bedrock denies access to the model or operation (${detail})`,
      'grant the model in the commercial account, or name another: --model',
    );
  return failed(`Bedrock refuses the credentials of the gateway: expired, revoked or wrong (${detail})`, CREDENTIALS);
}

/** Where to go on when a route does not work. */
export function runbookOf(route: Route): string {
  return route === 'vpn'
    ? 'docs/operations.md#tunnel-down'
    : 'check the way out and GATEWAY_INTERNET_ENDPOINT; docs/operations.md#route-slow';
}
