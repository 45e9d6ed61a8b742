import type { Route } from './api-definition.js';

/** A route that fits, and what stands in the path where it has parameters. */
export interface MatchedRoute {
  readonly route: Route;
  /** As they stand in the path, percent-encoding kept; null when the route has none. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/** How much a segment says: a word more than a parameter, a parameter more than the rest of the path. */
const LITERAL = '2';
const PARAMETER = '1';
const GREEDY = '0';

/** Finds the most specific route for a method and a path without its stage. */
export function matchRoute(routes: readonly Route[], method: string, path: string): MatchedRoute | undefined {
  const fitting = routes
    .map((route) => ({ route, pathParameters: matchPath(route.resourcePath, path) }))
    .filter(({ pathParameters }) => pathParameters !== undefined)
    .sort((left, right) => rankOf(right.route.resourcePath).localeCompare(rankOf(left.route.resourcePath)));
  // The resource is chosen by its path alone; one that lacks the method does not make way for another.
  const [best] = fitting;
  const found =
    fitting.find(({ route }) => route.resourcePath === best?.route.resourcePath && route.method === method) ??
    fitting.find(({ route }) => route.resourcePath === best?.route.resourcePath && route.method === 'ANY');
  if (found?.pathParameters === undefined) return undefined;
  const { route, pathParameters } = found;
  return { route, pathParameters: Object.keys(pathParameters).length === 0 ? null : pathParameters };
}

function matchPath(resourcePath: string, path: string): Record<string, string> | undefined {
  const [pattern, segments] = [resourcePath.split('/'), path.split('/')];
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const name = /^\{([^+}]+)(\+?)\}$/u.exec(part);
    const [, key = '', greedy] = name ?? [];
    const value = greedy === '+' ? segments.slice(index).join('/') : segments[index];
    if (value === undefined || (name === null ? value !== part : value === '')) return undefined;
    if (name !== null) parameters[key] = value;
    if (greedy === '+') return parameters;
  }
  return segments.length === pattern.length ? parameters : undefined;
}

function rankOf(resourcePath: string): string {
  const ranks = resourcePath.split('/').map((part) => {
    if (part.endsWith('+}')) return GREEDY;
    return part.startsWith('{') ? PARAMETER : LITERAL;
  });
  return ranks.join('');
}
