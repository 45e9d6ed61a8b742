import type { Route } from '@app/routing';
import type { Ask, Spelled } from './ask.js';
import type { Classes, Deployment } from './deployment.js';

/**
 * The routes that the data of a request may have taken, whatever happened: said once more, by hand, from the contract,
 * and with nothing of the code that decides it. Empty for whatever has to be refused.
 */
export function routesAllowed(ask: Ask, deployment: Deployment): ReadonlySet<Route> {
  const dataClass = classOf(ask, deployment);
  const method = methodOf(ask);
  const fallback = ask.fallback === undefined ? 'allow' : plainValue(ask.fallback);
  if (dataClass === undefined || method === undefined) return new Set();
  if (fallback !== 'allow' && fallback !== 'deny') return new Set();
  if (ask.grantedClasses?.includes(dataClass) !== true) return new Set();
  const reachable = reach(method, fallback, deployment);
  const granted = ask.grantedRoutes ?? [];
  return new Set(reachable.filter((route) => granted.includes(route) && policiesAllow(route, dataClass, deployment)));
}

/** Two policies hold for a call that goes by way of the sibling: of the one who decides, and of the one who sends. */
function policiesAllow(route: Route, dataClass: string, deployment: Deployment): boolean {
  const { shape, classes, siblingClasses } = deployment;
  if (!takes(classes, dataClass, route)) return false;
  if (shape === 'public-vpn-host') return route === 'internet';
  const own = { both: route, 'internet-and-sibling': 'internet', 'vpn-and-sibling': 'vpn' }[shape];
  return own === route || takes(siblingClasses, dataClass, route);
}

function takes(classes: Classes, dataClass: string, route: Route): boolean {
  return classes.get(dataClass)?.includes(route) === true;
}

/** Undefined where nobody can say which class it is: then it is sent to nobody. */
function classOf({ dataClass, grantedClasses = [] }: Ask, { classes, defaultClass }: Deployment): string | undefined {
  const [only] = grantedClasses;
  const unnamed = grantedClasses.length === 1 ? only : defaultClass;
  const name = dataClass === undefined ? unnamed : plainValue(dataClass);
  return name !== undefined && classes.has(name) ? name : undefined;
}

/** What prefix and header ask for; undefined where they disagree, or are none of the words there are. */
function methodOf({ prefix, method }: Ask): 'auto' | Route | undefined {
  const byPrefix: Readonly<Record<string, 'auto' | Route>> = {
    '': 'auto',
    '/v1': 'auto',
    '/internet': 'internet',
    '/v1/internet': 'internet',
    '/vpn': 'vpn',
    '/v1/vpn': 'vpn',
  };
  const asked = byPrefix[prefix];
  if (method === undefined || asked === undefined) return asked;
  const word = plainValue(method);
  if (word !== 'auto' && word !== 'internet' && word !== 'vpn') return undefined;
  return asked === 'auto' || asked === word ? word : undefined;
}

function reach(method: 'auto' | Route, fallback: 'allow' | 'deny', deployment: Deployment): readonly Route[] {
  if (method === 'auto') return deployment.order;
  if (method === 'vpn' && deployment.vpnFallback === 'internet' && fallback === 'allow') return ['vpn', 'internet'];
  return [method];
}

/** The value of a header that has exactly one, spaces around it aside. */
function plainValue({ value, spelling }: Spelled): string | undefined {
  return spelling === 'plain' || spelling === 'padded' ? value : undefined;
}
