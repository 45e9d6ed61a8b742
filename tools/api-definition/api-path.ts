/** A path as API Gateway is to have it. */
export interface ApiPath {
  /** With `{proxy+}` for everything from the first label on. */
  readonly path: string;
  /** Which function serves it. */
  readonly route: 'internet' | 'vpn';
}

/** What API Gateway takes as a part of a path. Source: API Gateway API reference, `CreateResource`, `pathPart`. */
const PLAIN_SEGMENT = /^[A-Za-z0-9._:-]+$/;
const LABEL = /^\{[A-Za-z0-9_]+\}$/;

/** Everything from here on, slashes included. Source: API Gateway developer guide, "Set up a proxy integration". */
const GREEDY = '{proxy+}';

/**
 * Puts a path of the application in API Gateway's words. An id in a path may be an ARN, whose encoded slashes API
 * Gateway would perhaps decode before it looks for the end of a segment: so one greedy label takes the id and all that
 * comes behind it, and the application reads the path itself.
 *
 * @throws {Error} for a path that cannot be put so: none may be missing without anybody noticing.
 */
export function toApiPath(path: string): ApiPath {
  const [first, ...segments] = path.split('/');
  if (first !== '' || segments.length === 0) throw new Error(`"${path}" does not begin with a slash`);
  const label = segments.findIndex((segment) => LABEL.test(segment));
  const isExpressible = segments.every((segment, at) => PLAIN_SEGMENT.test(segment) || (LABEL.test(segment) && at > 0));
  if (!isExpressible) throw new Error(`API Gateway cannot have the path "${path}"`);
  const kept = label === -1 ? segments : [...segments.slice(0, label), GREEDY];
  return { path: `/${kept.join('/')}`, route: isVpn(segments) ? 'vpn' : 'internet' };
}

/** `/vpn/...` and `/v1/vpn/...`: the prefix that names the route; everything else begins on the internet route. */
function isVpn([first, second]: readonly string[]): boolean {
  return first === 'vpn' || (first === 'v1' && second === 'vpn');
}
