import type { Request } from 'express';
import { isRoute, type Route, type RoutingMethod } from '@app/routing';
import { RequestInvalidError } from '../problems/errors.js';

/** What a caller says about the way of a request. */
export interface RoutingHeaders {
  readonly method: RoutingMethod;
  readonly fallbackAllowed: boolean;
  /** The class the caller names; undefined leaves it to the token and the operator. */
  readonly dataClass: string | undefined;
  /** Shortens the deadline, never lengthens it. */
  readonly timeoutMs: number | undefined;
}

const METHODS: ReadonlySet<string> = new Set<RoutingMethod>(['auto', 'internet', 'vpn']);
const FALLBACKS: Readonly<Record<string, boolean>> = { allow: true, deny: false };
const PREFIX = /^(?:\/v1)?\/(internet|vpn)\//;
const WHOLE_NUMBER = /^[1-9]\d{0,8}$/;
const DATA_CLASS = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Reads the routing headers of a request. The prefix comes from the path that matched, not from the text of the URL.
 *
 * @throws {RequestInvalidError} naming each header that is wrong; a header that disagrees with the prefix is.
 */
export function readRoutingHeaders(request: Request): RoutingHeaders {
  const faults: Record<string, string> = {};
  const read = <Value>(name: string, parse: (text: string) => Value | undefined, rule: string): Value | undefined => {
    const text = request.get(name);
    const value = text === undefined ? undefined : parse(text);
    if (text !== undefined && value === undefined) faults[name] = rule;
    return value;
  };
  const prefix = prefixRoute(request);
  const named = read('X-Routing-Method', parseMethod, 'must be auto, internet or vpn');
  if (prefix && named && named !== prefix) faults['X-Routing-Method'] = 'disagrees with the path';
  const fallbackAllowed = read('X-Routing-Fallback', parseFallback, 'must be allow or deny') ?? true;
  const timeoutMs = read(
    'X-Request-Timeout-Ms',
    parseTimeout,
    'must be a whole number of milliseconds, 1 to 999999999',
  );
  const dataClass = read('X-Data-Classification', parseDataClass, 'must be the name of a data class');
  if (Object.keys(faults).length > 0) throw new RequestInvalidError(faults);
  return { method: prefix ?? named ?? 'auto', fallbackAllowed, dataClass, timeoutMs };
}

/**
 * The route that the path names: `/vpn/...`, `/v1/vpn/...`; undefined under no prefix and `/v1`. By the pattern that
 * matched, or by the text of what was refused before any could.
 */
export function prefixRoute(request: Request): Route | undefined {
  const path = matchedPath(request) || request.path;
  const [, named = ''] = PREFIX.exec(path) ?? [];
  return isRoute(named) ? named : undefined;
}

/** The method that prefix or header ask for, as far as they are well-formed: for records and error documents. */
export function requestedMethod(request: Request): RoutingMethod {
  return prefixRoute(request) ?? parseMethod(request.get('x-routing-method') ?? '') ?? 'auto';
}

/** The pattern of the path that matched, e.g. `/v1/vpn/bedrock/models/:modelId`; empty where none did. */
export function matchedPath(request: Request): string {
  const route: unknown = request.route;
  const path = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
  return typeof path === 'string' ? path : '';
}

function parseMethod(text: string): RoutingMethod | undefined {
  return METHODS.has(text) ? (text as RoutingMethod) : undefined;
}

function parseFallback(text: string): boolean | undefined {
  return Object.hasOwn(FALLBACKS, text) ? FALLBACKS[text] : undefined;
}

function parseTimeout(text: string): number | undefined {
  return WHOLE_NUMBER.test(text) ? Number(text) : undefined;
}

function parseDataClass(text: string): string | undefined {
  return DATA_CLASS.test(text) ? text : undefined;
}
