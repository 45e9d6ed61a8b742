import type { Fault } from '../../../apps/sandbox/src/sandbox.js';
import * as bad from './bad-visits.js';
import * as good from './good-visits.js';
import type { Visit } from './visit.js';

/** How things stand for a while, and who comes then. */
export interface Weather {
  readonly name: string;
  /** What is wrong with the internet route, if anything is. */
  readonly fault?: Fault;
  /** Under which prefixes visits go that leave it open. */
  readonly prefixes: readonly string[];
  readonly visits: readonly Visit[];
  /** What is rotated while they are under way. */
  readonly rotates?: 'bearer-token-secret' | 'cross-partition-commercial-creds';
}

const ANYWHERE = ['', '/internet', '/vpn'];
const BY_VPN = ['/vpn'];

const GOOD: readonly Visit[] = [
  good.invoke,
  good.invokeByHttp2,
  good.streamEvents,
  good.streamFrames,
  good.nativeInvoke,
  good.nativeStream,
  good.converse,
  good.converseStream,
];
const LOOKING = [good.listModels, good.listFoundationModels];
const REFUSED = [bad.malformed, bad.unknown, bad.forbidden];
const FINE = { prefixes: ANYWHERE, visits: [...GOOD, ...LOOKING, ...REFUSED] };

/**
 * All that can happen, in turn. The route that is down comes last: its breaker needs ten seconds to close again, which a
 * run that ends there has not to wait for.
 */
export const WEATHERS: readonly Weather[] = [
  { name: 'calm', ...FINE },
  {
    name: 'slow',
    fault: { fault: 'slow', delayMs: 40 },
    prefixes: ['/internet'],
    visits: [...GOOD, bad.leave, bad.leave, bad.leave],
  },
  { name: 'new credentials', ...FINE, rotates: 'cross-partition-commercial-creds' },
  {
    name: 'throttled',
    fault: { fault: 'throttle' },
    prefixes: BY_VPN,
    visits: [...GOOD, bad.throttled, bad.throttled],
  },
  { name: 'new token secret', ...FINE, rotates: 'bearer-token-secret' },
  {
    name: 'cut',
    fault: { fault: 'cut', after: 3 },
    prefixes: BY_VPN,
    visits: [...GOOD, bad.cutEvents, bad.cutFrames],
  },
  {
    name: 'internet down',
    fault: { fault: 'down' },
    prefixes: BY_VPN,
    visits: [...GOOD, ...REFUSED, bad.fallBack, bad.fallBack, bad.nameDeadRoute],
  },
];
