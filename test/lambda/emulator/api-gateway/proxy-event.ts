import type { MatchedRoute } from './match-route.js';
import { headerOf, type ReceivedRequest } from './received-request.js';

/** Which API answers, and on which stage. */
export interface ApiPlace {
  readonly apiId: string;
  readonly stage: string;
  readonly accountId: string;
  readonly region: string;
}

/** What an authorizer has said of the caller, with every value as text. */
export type AuthorizerContext = Readonly<Record<string, string | number>>;

/** The ARN under which policies know a part of an API, such as `dev/GET/health` or `authorizers/one`. */
export function apiArn({ region, accountId, apiId }: ApiPlace, part: string): string {
  const partition = region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:execute-api:${region}:${accountId}:${apiId}/${part}`;
}

type Texts = Record<string, string>;
type ListsOfTexts = Record<string, readonly string[]>;

/** What the events of authorizers and of integrations have in common. */
export interface CommonEvent {
  readonly resource: string;
  readonly path: string;
  readonly httpMethod: string;
  readonly headers: Texts;
  readonly multiValueHeaders: ListsOfTexts;
  readonly queryStringParameters: Texts | null;
  readonly multiValueQueryStringParameters: ListsOfTexts | null;
  readonly pathParameters: Readonly<Texts> | null;
  readonly stageVariables: null;
  readonly requestContext: object;
}

/**
 * The event of a Lambda proxy integration, payload 1.0, without its body.
 * Source: API Gateway developer guide, "Input format of a Lambda function for proxy integration".
 */
export function buildCommonEvent(
  request: ReceivedRequest,
  { route, pathParameters }: MatchedRoute,
  place: ApiPlace,
  authorizer?: AuthorizerContext,
): CommonEvent {
  const query = groupQuery(request.query);
  const isQuiet = Object.keys(query).length === 0;
  return {
    resource: route.resourcePath,
    path: request.path,
    httpMethod: request.method,
    headers: lastOf(Object.fromEntries(request.headers)),
    multiValueHeaders: Object.fromEntries(request.headers),
    queryStringParameters: isQuiet ? null : lastOf(query),
    multiValueQueryStringParameters: isQuiet ? null : query,
    pathParameters,
    stageVariables: null,
    requestContext: { ...contextOf(request, route.resourcePath, place), ...(authorizer && { authorizer }) },
  };
}

/** A body is text unless its media type is one of the binary ones. */
export function bodyFields(
  request: ReceivedRequest,
  binaryMediaTypes: readonly string[],
): { body: string | null; isBase64Encoded: boolean } {
  if (request.body.length === 0) return { body: null, isBase64Encoded: false };
  const isBase64Encoded = isBinary(headerOf(request, 'content-type'), binaryMediaTypes);
  return { body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/** Whether a media type is among the binary ones; a catch-all takes those that are not given, too. */
export function isBinary(mediaType: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  if (binaryMediaTypes.includes('*/*')) return true;
  const [essence = ''] = (mediaType ?? '').split(/[;,]/u);
  const type = essence.trim().toLowerCase();
  return binaryMediaTypes.some(
    (binary) => binary === type || (binary.endsWith('/*') && type.startsWith(binary.slice(0, -1))),
  );
}

/** `09/Apr/2026:12:34:56 +0000`. Source: API Gateway developer guide, `$context.requestTime` (CLF). */
export function formatRequestTime(epochMs: number): string {
  const [, day = '', month = '', year = '', time = ''] = new Date(epochMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

function contextOf(request: ReceivedRequest, resourcePath: string, place: ApiPlace): object {
  return {
    resourceId: Buffer.from(resourcePath).toString('hex').slice(0, 6),
    resourcePath,
    httpMethod: request.method,
    extendedRequestId: request.extendedRequestId,
    requestTime: formatRequestTime(request.receivedAtEpochMs),
    requestTimeEpoch: request.receivedAtEpochMs,
    path: request.fullPath,
    accountId: place.accountId,
    protocol: 'HTTP/1.1',
    stage: place.stage,
    domainPrefix: place.apiId,
    domainName: request.host,
    deploymentId: 'deploy',
    apiId: place.apiId,
    requestId: request.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: null,
      cognitoIdentityId: null,
      caller: null,
      sourceIp: request.sourceIp,
      principalOrgId: null,
      accessKey: null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: headerOf(request, 'user-agent') ?? null,
      user: null,
    },
  };
}

function groupQuery(query: URLSearchParams): ListsOfTexts {
  return Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key)]));
}

function lastOf(lists: ListsOfTexts): Texts {
  return Object.fromEntries(Object.entries(lists).map(([key, values]) => [key, values.at(-1) ?? '']));
}
