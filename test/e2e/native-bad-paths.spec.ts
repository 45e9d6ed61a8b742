import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isAnsweredByApiGateway } from '../support/answered-by-api-gateway.js';
import { callNative, CONVERSE, HAIKU, INVOKE } from '../support/native-calls.js';
import { converse, readAnswer } from '../support/raw-connection.js';
import { shareSystem } from '../support/share-system.js';
import { NO_TRAFFIC, callsOf, trafficOf } from '../support/traffic.js';

const system = shareSystem();
let token: string;
beforeAll(async () => {
  token = await system.token();
});
beforeEach(() => system.sandbox.forgetRequests());

const ID = 'anthropic.claude-3-haiku-20240307-v1%3A0';

type Case = readonly [line: string, operation: string];

/** Ids that would be another operation, another model or another path, if somebody decoded or tidied them up. */
const BAD_LABELS: readonly Case[] = [
  ['POST /model/x%2Fconverse%3Fy/invoke', 'InvokeModel'],
  ['POST /model/..%2Fasync-invoke/invoke', 'InvokeModel'],
  ['POST /model/a/converse/b/invoke', 'InvokeModel'],
  ['POST /model/a/converse/b/invoke-with-response-stream', 'InvokeModelWithResponseStream'],
  [`POST /model/${ID}/invoke/converse`, 'Converse'],
  [`POST /model/${ID}/converse/converse`, 'Converse'],
  [`POST /model/${ID}%2Finvoke/count-tokens`, 'CountTokens'],
  [`POST /model/${ID.replace('%', '%25')}/invoke`, 'InvokeModel'],
  [`POST /model/${ID.replace('%', '%2525')}/converse-stream`, 'ConverseStream'],
  [`POST /model/${ID}%3F/invoke`, 'InvokeModel'],
  [`POST /model/${ID}%23/invoke`, 'InvokeModel'],
  [`POST /model/${ID}%00/invoke`, 'InvokeModel'],
  [`POST /model/${ID}%0d%0aX-Evil:%201/invoke`, 'InvokeModel'],
  [`POST /model/${ID}%5Cconverse/invoke`, 'InvokeModel'],
  [`POST /model/${ID}\\converse/invoke`, 'InvokeModel'],
  [`POST /model/${ID};x=y/invoke`, 'InvokeModel'],
  // There is no fragment in a request. Node's old URL parser sees one, and slashes in the backslashes before it.
  [`POST /model/${ID}#/invoke`, 'InvokeModel'],
  [`POST /model/${ID}\\converse#/invoke`, 'InvokeModel'],
  [`POST http://example.com/model/${ID}\\converse/invoke`, 'InvokeModel'],
  ['POST /model/../invoke', 'InvokeModel'],
  ['POST /model/%2e%2e/invoke', 'InvokeModel'],
  ['POST /model/%252e%252e/invoke', 'InvokeModel'],
  [`POST /model/../model/${ID}/invoke`, 'InvokeModel'],
  [`POST /model/./${ID}/invoke`, 'InvokeModel'],
  [`POST /model/${ID}/../${ID}/invoke`, 'InvokeModel'],
  ['GET /foundation-models/..', 'GetFoundationModel'],
  ['GET /foundation-models/../inference-profiles', 'GetFoundationModel'],
  ['GET /inference-profiles/x/y', 'GetInferenceProfile'],
  ['POST /guardrail/a/b/version/1/apply', 'ApplyGuardrail'],
  ['POST /guardrail/a/version/1/version/2/apply', 'ApplyGuardrail'],
  ['POST /guardrail/..%2Fmodel/version/1/apply', 'ApplyGuardrail'],
  ['POST /guardrail/abc/version/0/apply', 'ApplyGuardrail'],
  ['POST /guardrail/abc/version/1%2F2/apply', 'ApplyGuardrail'],
  ['GET /foundation-models?byProvider=a&byProvider=b', 'ListFoundationModels'],
  ['GET /inference-profiles?type=APPLICATION&type=SYSTEM_DEFINED', 'ListInferenceProfiles'],
];

describe('a label that is none is a ValidationException, on record for the operation that the path ends in', () => {
  it.each(BAD_LABELS)('%s', async (line, operation) => {
    const { status, type, message, records } = await ask(line);
    expect({ status, type }).toEqual({ status: 400, type: 'ValidationException' });
    expect(message).toMatch(/^The request is not valid: \w+ (?:is not |is given more than once)/);
    expectRefused(records, { operation, statusCode: 400, errorType: 'ValidationException' });
  });
});

/** What Bedrock has and the gateway does not offer; and what nobody has. */
const UNKNOWN: readonly string[] = [
  'POST /async-invoke',
  'GET /async-invoke',
  'GET /async-invoke/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aasync-invoke%2Fabcdefghijkl',
  `POST /model/${ID}/async-invoke`,
  `POST /model/${ID}/invoke-async`,
  `POST /model/${ID}/invoke-with-bidirectional-stream`,
  'POST /guardrails',
  'GET /guardrails',
  'GET /custom-models',
  'GET /logging/modelinvocations',
  'PUT /logging/modelinvocations',
  'POST /tagResource',
  'POST /inference-profiles',
  'DELETE /inference-profiles/us.amazon.nova-premier-v1%3A0',
  'POST /foundation-models',
  `DELETE /foundation-models/${ID}`,
  `GET /model/${ID}/invoke`,
  `HEAD /model/${ID}/invoke`,
  `PUT /model/${ID}/converse`,
  `PATCH /model/${ID}/converse-stream`,
  `DELETE /model/${ID}/invoke`,
  `OPTIONS /model/${ID}/invoke`,
  'GET /guardrail/abc/version/1/apply',
  'POST /model',
  'POST /model/',
  'POST /model//invoke',
  'POST /model/invoke',
  'GET /foundation-models/',
  `POST /model/${ID}`,
  `POST /model/${ID}/`,
  `POST /model/${ID}/invoke/`,
  `POST /model/${ID}/invoke;y`,
  `POST /model/${ID}/invoke%20`,
  `POST /model/${ID}/invoke%00`,
  `POST /model/${ID}/%69nvoke`,
  `POST /model/${ID}/Invoke`,
  `POST /model/${ID}%2Finvoke`,
  `POST /model/${ID}?/invoke`,
  'GET /model/../foundation-models',
  'POST /guardrail/abc/version/1/apply/x',
  'POST http://example.com/async-invoke',
];

describe('what is not offered is an UnknownOperationException, on record', () => {
  it.each(UNKNOWN)('%s', async (line) => {
    const told = await ask(line);
    expect(told).toMatchObject({ status: 404, type: 'UnknownOperationException' });
    expect(told.message).toBe(line.startsWith('HEAD') ? undefined : 'No such operation');
    expectUnknown(told, { statusCode: 404, errorType: 'UnknownOperationException' });
  });

  it.each(['/internet', '/vpn'])('under %s, too', async (prefix) => {
    const told = await ask(`POST ${prefix}/async-invoke`);
    expect(told).toMatchObject({ status: 404, message: 'No such operation' });
    expectUnknown(told, { requestedRoute: prefix.slice(1) });
  });
});

/** Nearly one of Bedrock's paths. Nobody's SDK sends them: they are what any unknown path is. */
const NEARLY: readonly string[] = [
  'POST //model',
  `POST //model/${ID}/invoke`,
  `POST /./model/${ID}/invoke`,
  `POST /vpn//model/${ID}/invoke`,
  `POST /vpn/internet/model/${ID}/invoke`,
  `POST /v1/model/${ID}/invoke`,
  `POST /VPN/model/${ID}/invoke`,
  `POST /MODEL/${ID}/invoke`,
  `POST /%6dodel/${ID}/invoke`,
  `POST /model%2F${ID}/invoke`,
  `POST /model\\${ID}\\invoke`,
  `POST /model\\${ID}\\invoke#`,
  `POST http://example.com/model\\${ID}\\invoke`,
  'GET /foundation-models#x',
  `POST /vpn/../model/${ID}/invoke`,
  `POST /models/${ID}/invoke`,
];

describe('a path that is only nearly one of Bedrock’s leads nowhere', () => {
  it.each(NEARLY)('%s', async (line) => {
    const { status, type, records } = await ask(line);
    expect({ status, type }).toEqual({ status: 404, type: 'UnknownOperationException' });
    expect(records).toEqual([]);
  });

  it.each(['%zz', '%', '%f', '%ff', '%c0%af', '%ed%a0%80', `${ID}%2`])(
    'nor does one that cannot be decoded, which is on record: %s',
    async (id) => {
      const { status, type, message, records } = await ask(`POST /model/${id}/invoke`);
      expect({ status, type }).toEqual({ status: 400, type: 'ValidationException' });
      expect(message).toBe('The request is not valid: modelId is not a model id (forbidden-character)');
      expect(records).toMatchObject([{ operation: 'InvokeModel', outcome: 'refused', statusCode: 400 }]);
    },
  );
});

describe('what does not belong to the path changes nothing', () => {
  it.each([
    ['absolute form, whatever host it names', `POST http://example.com/internet/model/${ID}/invoke`, 'internet'],
    ['a query', `POST /vpn/model/${ID}/invoke?/internet/model/x/converse`, 'vpn'],
  ] as const)('%s', async (_, line, route) => {
    const { status, records } = await ask(line);
    expect(status).toBe(200);
    expect(callsOf(system, route)).toMatchObject([{ operation: 'InvokeModel', modelId: HAIKU, status: 200 }]);
    expect(records).toMatchObject([{ operation: 'InvokeModel', modelId: HAIKU, requestedRoute: route }]);
  });

  it('HEAD is told what a GET would be told, but for the body, and is on record as well', async () => {
    const { status, records, isAnsweredBefore } = await ask('HEAD /foundation-models');
    // API Gateway has no HEAD where it has not been given one.
    expect(status).toBe(isAnsweredBefore ? 404 : 200);
    expect(records).toMatchObject(isAnsweredBefore ? [] : [{ operation: 'ListFoundationModels', outcome: 'complete' }]);
  });
});

it('serves on after all of that', async () => {
  for (const call of [INVOKE, CONVERSE]) expect((await callNative(system, call)).status).toBe(200);
});

interface Told {
  readonly status: number;
  readonly type: string | undefined;
  /** Of the body in Bedrock's shape. */
  readonly message: unknown;
  /** Those that this request has left. */
  readonly records: readonly object[];
  /** API Gateway knows no such path, and has not asked the gateway. */
  readonly isAnsweredBefore: boolean;
}

/** Sends a request line by hand: an HTTP client would tidy it up. */
async function ask(line: string): Promise<Told> {
  const before = (await system.records()).length;
  const [method = '', ...target] = line.split(' ');
  const body = method === 'POST' ? (INVOKE.body ?? '') : '';
  const head = [
    `${method} ${target.join(' ')} HTTP/1.1`,
    'Host: gateway',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  const answer = await converse(system.url, `${head.join('\r\n')}\r\n\r\n${body}`);
  const { status, headers, body: text } = readAnswer(answer);
  const { message } = (text.startsWith('{') ? JSON.parse(text) : {}) as { readonly message?: unknown };
  const type = headers.get('x-amzn-errortype') ?? undefined;
  const isAnsweredBefore = isAnsweredByApiGateway({ headers });
  return { status, type, message, records: (await system.records()).slice(before), isAnsweredBefore };
}

function expectUnknown({ records, isAnsweredBefore }: Told, facts: object): void {
  // What never reaches the gateway leaves no record.
  if (!isAnsweredBefore) return expectRefused(records, { operation: 'UnknownOperation', ...facts });
  expect(records).toEqual([]);
}

function expectRefused(records: readonly object[], facts: object): void {
  expect(records).toMatchObject([{ outcome: 'refused', success: false, attempts: [], ...facts }]);
  // An id that did not validate is in no index.
  expect(records[0]).not.toHaveProperty('modelId');
  expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
}
