import { describe, expect, it } from 'vitest';
import type { Route } from './api-definition.js';
import { matchRoute } from './match-route.js';

const integration = { functionName: 'fn', transferMode: 'STREAM', timeoutMs: 1 } as const;

const ROUTES: Route[] = [
  ['/{proxy+}', 'ANY'],
  ['/model/{proxy+}', 'POST'],
  ['/model/{id}/invoke', 'POST'],
  ['/model/known/invoke', 'GET'],
  ['/model/{id}', 'GET'],
].map(([resourcePath = '', method = '']) => ({ resourcePath, method, integration, authorizer: undefined }));

function match(method: string, path: string): unknown {
  const matched = matchRoute(ROUTES, method, path);
  return matched && [matched.route.resourcePath, matched.pathParameters];
}

describe('matchRoute', () => {
  it('prefers words to parameters, and parameters to the rest of a path', () => {
    expect(match('GET', '/model/known/invoke')).toEqual(['/model/known/invoke', null]);
    expect(match('POST', '/model/m/invoke')).toEqual(['/model/{id}/invoke', { id: 'm' }]);
    expect(match('GET', '/model/m')).toEqual(['/model/{id}', { id: 'm' }]);
    expect(match('POST', '/model/m/converse')).toEqual(['/model/{proxy+}', { proxy: 'm/converse' }]);
    expect(match('DELETE', '/else/where')).toEqual(['/{proxy+}', { proxy: 'else/where' }]);
  });

  it('keeps percent-encoding', () => {
    expect(match('POST', '/model/arn%3Aaws%2Fm/invoke')).toEqual(['/model/{id}/invoke', { id: 'arn%3Aaws%2Fm' }]);
  });

  it('does not make way for another resource when the method is not there', () => {
    expect(match('POST', '/model/known/invoke')).toBeUndefined();
    expect(match('POST', '/model/m')).toBeUndefined();
  });

  it('wants something where a parameter stands', () => {
    expect(match('GET', '/')).toBeUndefined();
  });
});
