import type { Fault, RouteName } from '../../../apps/sandbox/src/sandbox.js';
import { startTlsFront } from '../../support/tls-front.js';
import type { FaultName, Form } from '../dimensions.js';
import type { BedrockEnd, BedrockEnds } from './bedrock-end.js';
import { startDamagedChunkEnd } from './damaged-chunk.js';
import type { Surroundings } from './surroundings.js';

/** Where a fault is to be put. */
export interface Place {
  readonly route: RouteName;
  readonly form: Form;
  readonly ends: BedrockEnds;
  readonly surroundings: Surroundings;
  /** Owns what the fault needs. */
  readonly owner: AsyncDisposableStack;
}

type PutFault = (place: Place) => Promise<BedrockEnd>;

/** Longer than the gateway lets a connection by internet take: an answer may take longer than a connection. */
const SLOW_HEADERS_MS = 2_500;
/** The gateway reads a secret anew no sooner than a second after it has read it before. */
const REFUSED_AFTER_MS = 1_500;

/** Each fault by what causes it: the stand-in itself, or something in its way. */
const PUT: Readonly<Record<FaultName, PutFault>> = {
  'nothing-over-tls': behindTls('good'),
  // Nobody listens there; a port that was closed for this would soon be somebody else's.
  refused: async (place) => ({ ...standInOf(place), endpoint: 'http://127.0.0.1:1' }),
  'black-hole': async (place) => ({ ...standInOf(place), endpoint: place.surroundings.blackHole.url }),
  // RFC 6761, section 6.4: no resolver knows such a name.
  'dns-failure': async (place) => ({ ...standInOf(place), endpoint: 'https://bedrock-runtime.invalid' }),
  'tls-expired': behindTls('expired'),
  'tls-wrong-name': behindTls('wrongName'),
  'tls-unknown-authority': behindTls('unknownAuthority'),
  'reset-before-headers': inStandIn({ fault: 'reset' }),
  'reset-after-headers': inStandIn({ fault: 'reset-after-headers' }),
  'slow-headers': inStandIn({ fault: 'late', delayMs: SLOW_HEADERS_MS }),
  'no-headers': inStandIn({ fault: 'stall' }),
  'slow-drip': inStandIn({ fault: 'drip' }),
  'stall-mid-stream': inStandIn({ fault: 'stall', after: 1 }),
  'cut-mid-frame': inStandIn({ fault: 'cut', after: 2 }),
  'wrong-crc': (place) => (place.form === 'buffered' ? damagedChunk(place) : wrongCrc(place)),
  'exception-frame': inStandIn({ fault: 'exception', after: 2 }),
  '400': inStandIn({ fault: 'invalid' }),
  '403': inStandIn({ fault: 'denied' }),
  '404': inStandIn({ fault: 'not-found' }),
  '408': inStandIn({ fault: 'timeout' }),
  '424': inStandIn({ fault: 'model-error' }),
  '429': inStandIn({ fault: 'throttle' }),
  '429-retry-after-1s': inStandIn({ fault: 'throttle', retryAfterSeconds: 1 }),
  '429-retry-after-30s': inStandIn({ fault: 'throttle', retryAfterSeconds: 30 }),
  '500': inStandIn({ fault: 'error' }),
  '503': inStandIn({ fault: 'unavailable' }),
  'html-200': inStandIn({ fault: 'html' }),
  'oversized-header': inStandIn({ fault: 'huge-header' }),
  'expired-credentials': inStandIn({ fault: 'expired' }),
  'expired-credentials-then-good': inStandIn({ fault: 'expired', times: 1, delayMs: REFUSED_AFTER_MS }),
};

/** Puts a fault on a route. Returns the end that the gateway is to be pointed to. */
export function placeFault(fault: FaultName, place: Place): Promise<BedrockEnd> {
  return PUT[fault](place);
}

function standInOf({ ends, route }: Place): BedrockEnd {
  return ends.of(route);
}

function inStandIn(fault: Fault): PutFault {
  return async (place) => {
    await place.ends.standIns.faults.set(place.route, fault);
    return standInOf(place);
  };
}

function behindTls(certificate: keyof Surroundings['certificates']): PutFault {
  return async (place) => {
    const end = standInOf(place);
    const options = { upstreamUrl: end.endpoint, certificate: place.surroundings.certificates[certificate] };
    const front = place.owner.use(await startTlsFront(options));
    return { ...end, endpoint: front.url };
  };
}

const wrongCrc = inStandIn({ fault: 'crc', after: 2 });

async function damagedChunk({ owner }: Place): Promise<BedrockEnd> {
  return owner.use(await startDamagedChunkEnd());
}
