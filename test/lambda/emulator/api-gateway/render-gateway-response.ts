import type { GatewayResponse } from './api-definition.js';
import type { GatewayError } from './gateway-error.js';
import { formatRequestTime, type ApiPlace } from './proxy-event.js';
import { headerOf, type ReceivedRequest } from './received-request.js';

/** An answer of API Gateway's own. */
export interface RenderedResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A name ends where neither letter nor dot follows. Source: API Gateway developer guide, mapping template variables. */
const VARIABLE = /\$context\.([a-zA-Z][a-zA-Z.]*[a-zA-Z])/gu;

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';

/**
 * Renders what a template has API Gateway say in a case; cases it does not name fall to `DEFAULT_4XX` and
 * `DEFAULT_5XX`, and those it does not define to API Gateway's own words.
 * @throws Error when a template names a variable that API Gateway does not have there
 */
export function renderGatewayResponse(
  error: GatewayError,
  responses: Readonly<Record<string, GatewayResponse>>,
  request: ReceivedRequest,
  place: ApiPlace,
): RenderedResponse {
  const fallback = error.statusCode < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const {
    statusCode = error.statusCode,
    headers,
    template,
  } = responses[error.type] ?? responses[fallback] ?? { headers: {} };
  const variables = variablesOf(error, statusCode, request, place);
  const own = Object.entries(headers).map(([name, source]) => [name, headerValue(source, variables, request)] as const);
  return {
    statusCode,
    headers: {
      'Content-Type': 'application/json',
      'x-amzn-ErrorType': error.amznErrorType,
      ...withoutCaseTwins(own),
    },
    body: (template ?? DEFAULT_TEMPLATE).replace(VARIABLE, (_all, name: string) => lookUp(variables, name)),
  };
}

function variablesOf(
  error: GatewayError,
  statusCode: number,
  request: ReceivedRequest,
  place: ApiPlace,
): ReadonlyMap<string, string> {
  return new Map([
    ['requestId', request.requestId],
    ['extendedRequestId', request.extendedRequestId],
    ['requestTime', formatRequestTime(request.receivedAtEpochMs)],
    ['requestTimeEpoch', String(request.receivedAtEpochMs)],
    ['httpMethod', request.method],
    ['path', request.fullPath],
    ['protocol', 'HTTP/1.1'],
    ['stage', place.stage],
    ['apiId', place.apiId],
    ['accountId', place.accountId],
    ['identity.sourceIp', request.sourceIp],
    ['identity.userAgent', headerOf(request, 'user-agent') ?? ''],
    ['status', String(statusCode)],
    ['error.message', error.text ?? ''],
    // The same, as JSON.
    ['error.messageString', JSON.stringify(error.text)],
    ['error.responseType', error.type],
    ['error.validationErrorString', ''],
  ]);
}

function headerValue(source: string, variables: ReadonlyMap<string, string>, request: ReceivedRequest): string {
  const [, literal] = /^'(.*)'$/su.exec(source) ?? [];
  if (literal !== undefined) return literal;
  if (source.startsWith('context.')) return lookUp(variables, source.slice('context.'.length));
  const [, header] = /^method\.request\.header\.(.+)$/u.exec(source) ?? [];
  if (header === undefined) throw new Error(`A gateway response cannot make a header of ${source}`);
  return headerOf(request, header) ?? '';
}

function lookUp(variables: ReadonlyMap<string, string>, name: string): string {
  const value = variables.get(name);
  if (value === undefined) throw new Error(`A gateway response has no $context.${name}`);
  return value;
}

/** The template's own header takes the place of API Gateway's, however either is spelt. */
function withoutCaseTwins(own: readonly (readonly [string, string])[]): Record<string, string> {
  const spelling = new Map([
    ['content-type', 'Content-Type'],
    ['x-amzn-errortype', 'x-amzn-ErrorType'],
  ]);
  return Object.fromEntries(own.map(([name, value]) => [spelling.get(name.toLowerCase()) ?? name, value]));
}
