import fc from 'fast-check';
import type { StoredSplit } from '@app/audit';
import type { Route } from '@app/routing';

/** Names of classes that are easily taken for one another, or for what every object has. */
export const CLASS_NAMES = ['public', 'internal', 'cui', 'CUI', 'itar', 'constructor', '__proto__'] as const;

/** Data class -> the routes it may take. */
export type Classes = ReadonlyMap<string, readonly Route[]>;

/** Which networks the gateway reaches itself. The other one, if any, by way of a sibling that has a policy of its own. */
export type Shape = 'both' | 'internet-and-sibling' | 'vpn-and-sibling' | 'public-vpn-host';

/** In turn, so that a sample has each of them. */
const SHAPES: readonly Shape[] = ['both', 'internet-and-sibling', 'both', 'vpn-and-sibling', 'both', 'public-vpn-host'];

/** What an operator has decided. */
export interface Deployment {
  readonly shape: Shape;
  readonly classes: Classes;
  readonly defaultClass: string;
  /** Of the sibling, which may have been deployed from another template. */
  readonly siblingClasses: Classes;
  readonly order: readonly Route[];
  readonly vpnFallback: 'none' | 'internet';
  /** What operators have stored about `auto`, before the start and while requests are at work; none: no table of it. */
  readonly traffic?: readonly StoredSplit[] | undefined;
  /** The secret names the internet upstream itself, and no variable does. */
  readonly endpointInSecret: boolean;
  /** Addresses that the VPN route must not connect to: documentation and link-local ranges. Source: RFC 5737, RFC 3927. */
  readonly publicHost: string;
}

const ROUTES: readonly Route[] = ['internet', 'vpn'];
const routes = fc.oneof(
  { weight: 2, arbitrary: fc.constant<readonly Route[]>(['vpn']) },
  { weight: 2, arbitrary: fc.constant(ROUTES) },
  { weight: 1, arbitrary: fc.constant<readonly Route[]>(['internet']) },
);

/** Every third deployment lets no class at all on the internet: there, not even a connection may be seen. */
const anyClasses = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...CLASS_NAMES), routes), {
    minLength: 2,
    maxLength: 5,
    selector: ([name]) => name,
  })
  .map((entries) => new Map<string, readonly Route[]>(entries));
const vpnOnly = anyClasses.map((classes) => new Map([...classes.keys()].map((name) => [name, ['vpn'] as const])));
const classes: fc.Arbitrary<Classes> = fc.oneof(
  { weight: 4, arbitrary: anyClasses },
  { weight: 1, arbitrary: vpnOnly },
);

/** Splits that lead to the internet above all, and some that are none. */
const split: fc.Arbitrary<StoredSplit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      order: fc.shuffledSubarray([...ROUTES], { minLength: 2 }),
      weights: fc.constantFrom(100, 100, 50, 0).map((internet) => ({ internet, vpn: 100 - internet })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      order: fc.array(fc.constantFrom('internet', 'vpn', 'satellite'), { maxLength: 3 }),
      weights: fc.dictionary(fc.constantFrom('internet', 'vpn', 'auto'), fc.integer({ min: -100, max: 300 })),
    }),
  },
);

const anyOperator = classes.chain((own) =>
  fc.record({
    classes: fc.constant(own),
    defaultClass: fc.constantFrom(...own.keys()),
    siblingClasses: fc.oneof(fc.constant(own), classes),
    order: fc.constantFrom<readonly Route[]>(ROUTES, ROUTES, ['vpn', 'internet'], ['internet'], ['vpn']),
    vpnFallback: fc.constantFrom('none' as const, 'internet' as const),
    traffic: fc.option(fc.array(split, { minLength: 1, maxLength: 4 }), { nil: undefined, freq: 4 }),
    endpointInSecret: fc.boolean(),
    publicHost: fc.constantFrom('https://203.0.113.7', 'https://169.254.169.254', 'https://[2001:db8::7]'),
  }),
);

/** Deployments of all kinds, by careful operators and careless ones; the same for the same seed. */
export function anyDeployments(seed: number, count: number): readonly Deployment[] {
  const operators = fc.sample(anyOperator, { seed, numRuns: count });
  return operators.map((operator, index) => ({ ...operator, shape: SHAPES[index % SHAPES.length] ?? 'both' }));
}

/** As an operator writes it in `GATEWAY_DATA_CLASSES`. */
export function classesText(classes: Classes): string {
  return `{${[...classes].map(([name, taken]) => `${JSON.stringify(name)}:${JSON.stringify(taken)}`).join(',')}}`;
}
