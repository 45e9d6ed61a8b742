import fc from 'fast-check';
import type { Route } from '@app/routing';
import type { Fault } from '../../apps/sandbox/src/sandbox.js';
import { CLASS_NAMES } from './deployment.js';

/** How a header is written. Only the first two are one value. */
export const SPELLINGS = ['plain', 'padded', 'twice', 'twice-different', 'listed', 'quoted', 'empty'] as const;

/** A routing header as somebody writes it. */
export interface Spelled {
  readonly value: string;
  readonly spelling: (typeof SPELLINGS)[number];
  /** Of the header's name, which means the same in any case. */
  readonly shouted: boolean;
}

/** What changes right before a request, while others are at work. */
export type Flip =
  | { readonly kind: 'fault'; readonly route: Route; readonly fault: Fault }
  | { readonly kind: 'healed' }
  | { readonly kind: 'later'; readonly ms: number }
  /** An operator shifts traffic, to one or another of the splits of the deployment. */
  | { readonly kind: 'traffic'; readonly choice: number }
  | { readonly kind: 'new-access-key' | 'new-api-key' | 'new-token-secret' };

/** One request by anybody, with whatever is changed before it. */
export interface Ask {
  readonly flip: Flip | undefined;
  readonly http: 1 | 2;
  readonly prefix: string;
  readonly operation: (typeof SEED_OPERATIONS)[number] | (typeof NATIVE_OPERATIONS)[number];
  readonly dataClass: Spelled | undefined;
  readonly method: Spelled | undefined;
  readonly fallback: Spelled | undefined;
  readonly grantedRoutes: readonly Route[] | undefined;
  readonly grantedClasses: readonly string[] | undefined;
  readonly grantedModels: readonly string[];
  readonly timeoutMs: number | undefined;
  /** The caller does not wait any longer than this. */
  readonly patienceMs: number;
  /** The body has words in it that mean something elsewhere. */
  readonly looksLikeHeaders: boolean;
}

/** What a request asks for: the kinds of path and of body that the contract names, first on the seed paths. */
const SEED_OPERATIONS = ['seed', 'seed', 'seed-stream', 'seed-of-a-bare-id', 'seed-model'] as const;
const NATIVE_OPERATIONS = [
  'invoke',
  'invoke-stream',
  'converse',
  'converse-stream',
  'count-tokens',
  'apply-guardrail',
  'list-models',
  'get-model',
  'get-profile',
] as const;

const SEED_PREFIXES = ['', '', '/v1', '/internet', '/v1/internet', '/vpn', '/v1/vpn'];
const NATIVE_PREFIXES = ['', '', '/internet', '/vpn'];
/** They lead nowhere, however much they look like some that do. */
const NO_PREFIXES = ['/VPN', '/Internet', '/vpn/internet', '/v2', '/vpn%2fv1'];

const FAULTS: readonly Fault[] = [
  { fault: 'down' },
  { fault: 'reset' },
  { fault: 'reset-after-headers' },
  { fault: 'throttle', times: 2 },
  { fault: 'error', times: 2 },
  { fault: 'slow', delayMs: 5 },
  { fault: 'cut' },
  { fault: 'stall' },
  { fault: 'exception' },
  { fault: 'crc' },
  { fault: 'html' },
  { fault: 'html-502' },
  { fault: 'expired', times: 3 },
  { fault: 'denied' },
  { fault: 'not-ready', times: 2 },
  { fault: 'timeout' },
  { fault: 'model-error' },
  { fault: 'unavailable', times: 2 },
];

const spelled = (values: readonly string[]): fc.Arbitrary<Spelled> =>
  fc.record({
    value: fc.constantFrom(...values),
    spelling: fc.oneof(
      { weight: 24, arbitrary: fc.constant('plain' as const) },
      { weight: 4, arbitrary: fc.constantFrom(...SPELLINGS) },
    ),
    shouted: fc.boolean(),
  });
/** Undefined once in `freq` times. */
const orNone = <Value>(arbitrary: fc.Arbitrary<Value>, freq: number): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq });
const rarely = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** None of them is a class of anybody, but for some of the first. */
const ODD_CLASSES = [...CLASS_NAMES, 'Cui', 'cu\u00ed', 'unlisted', 'public,cui', 'cui;public', 'toString'];
const METHOD_WORDS = ['auto', 'vpn', 'internet', 'auto', 'vpn', 'internet', 'INTERNET', 'internet,vpn', 'both'];

const flip: fc.Arbitrary<Flip> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      route: fc.constantFrom<Route>('internet', 'vpn'),
      fault: fc.constantFrom(...FAULTS),
    }),
  },
  { weight: 12, arbitrary: fc.constant<Flip>({ kind: 'healed' }) },
  { weight: 4, arbitrary: fc.constantFrom(1_001, 10_001, 300_001).map((ms) => ({ kind: 'later' as const, ms })) },
  { weight: 4, arbitrary: fc.nat({ max: 3 }).map((choice) => ({ kind: 'traffic' as const, choice })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Flip>({ kind: 'new-access-key' }, { kind: 'new-api-key' }, { kind: 'new-token-secret' }),
  },
);

const place = (operations: readonly Ask['operation'][], prefixes: readonly string[]) =>
  fc.record({ operation: fc.constantFrom(...operations), prefix: fc.constantFrom(...prefixes) });
const anyPlace = fc.oneof(
  { weight: 8, arbitrary: place(SEED_OPERATIONS, SEED_PREFIXES) },
  { weight: 8, arbitrary: place(NATIVE_OPERATIONS, NATIVE_PREFIXES) },
  { weight: 1, arbitrary: place([...SEED_OPERATIONS, ...NATIVE_OPERATIONS], NO_PREFIXES) },
);

const anyRoutes = fc.oneof(
  { weight: 3, arbitrary: fc.constant<readonly Route[]>(['internet', 'vpn']) },
  { weight: 1, arbitrary: fc.subarray<Route>(['internet', 'vpn']) },
);

/** Any request to a deployment with these classes. Most are well-formed and granted much: those could do harm. */
export function anyAsk(classes: readonly string[]): fc.Arbitrary<Ask> {
  const ask = fc.record({
    place: anyPlace,
    flip: orNone(flip, 2),
    http: fc.constantFrom(1 as const, 1 as const, 2 as const),
    dataClass: fc.oneof(
      { weight: 6, arbitrary: spelled(classes) },
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: spelled(ODD_CLASSES) },
    ),
    method: rarely(spelled(METHOD_WORDS)),
    fallback: rarely(spelled(['allow', 'allow', 'deny', 'ALLOW', 'yes'])),
    grantedRoutes: orNone(anyRoutes, 20),
    grantedClasses: orNone(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(classes) },
        { weight: 1, arbitrary: fc.constantFrom(...classes).map((name) => [name]) },
        { weight: 1, arbitrary: fc.subarray([...CLASS_NAMES]) },
      ),
      20,
    ),
    grantedModels: rarely(fc.constantFrom(['anthropic.*', 'amazon.*'], ['nobody.*'])).map((models) => models ?? ['*']),
    timeoutMs: rarely(fc.constantFrom(1, 50, 400)),
    patienceMs: rarely(fc.constant(20)).map((ms) => ms ?? 1_200),
    looksLikeHeaders: fc.boolean(),
  });
  return ask.map(({ place, ...others }) => ({ ...place, ...others }));
}
