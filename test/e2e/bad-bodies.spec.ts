import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { NO_TRAFFIC, trafficOf } from '../support/traffic.js';
import { shareSystem } from '../support/share-system.js';
import { request } from '../support/post.js';

/** Stands in every wrong body, and must stand nowhere else: in no answer, no log line and no record. */
const PROMPT = 'prompt-of-somebody-4711';
const MODEL = 'us.amazon.nova-premier-v1:0';

const system = shareSystem();
let token: string;
beforeAll(async () => {
  token = await system.token();
});
beforeEach(() => system.sandbox.forgetRequests());

const NOT_JSON = { body: 'is not JSON' };
const NOT_AN_OBJECT = { body: 'is not a JSON object' };
const UNKNOWN = 'is not a known field';
const REPEATED = 'is given more than once';

const FAULTY_TEXTS: readonly [what: string, body: string | Uint8Array, details: Readonly<Record<string, string>>][] = [
  ['nothing', '', NOT_JSON],
  ['white space', ' \r\n\t ', NOT_JSON],
  ['plain text', PROMPT, NOT_JSON],
  ['an object that breaks off', `{"modelId":"${MODEL}","body":{"inputText":"${PROMPT}"`, NOT_JSON],
  ['two objects', `{"modelId":"${MODEL}","body":{}} {"x":"${PROMPT}"}`, NOT_JSON],
  ['a trailing comma', `{"modelId":"${MODEL}","body":{},}`, NOT_JSON],
  ['single quotes', `{'modelId':'${MODEL}','body':{}}`, NOT_JSON],
  ['a comment', `{/* ${PROMPT} */"modelId":"${MODEL}","body":{}}`, NOT_JSON],
  ['a byte order mark', `\uFEFF{"modelId":"${MODEL}","body":{}}`, NOT_JSON],
  ['UTF-16', Buffer.from(`{"modelId":"${MODEL}","body":{}}`, 'utf16le'), NOT_JSON],
  ['null', 'null', NOT_AN_OBJECT],
  ['a list', `[{"modelId":"${MODEL}","body":{}}]`, NOT_AN_OBJECT],
  ['a string', `"${PROMPT}"`, NOT_AN_OBJECT],
  ['a number', '4711', NOT_AN_OBJECT],
];

const FAULTY_FIELDS: readonly [what: string, fields: string, details: Readonly<Record<string, string>>][] = [
  ['no field at all', '', { modelId: 'must be a string', body: 'must be an object or a string' }],
  ['no modelId', `"body":{"inputText":"${PROMPT}"}`, { modelId: 'must be a string' }],
  ['no body', `"modelId":"${MODEL}"`, { body: 'must be an object or a string' }],
  ['an empty modelId', '"modelId":"","body":{}', { modelId: 'must not be empty' }],
  ['a number for a modelId', '"modelId":4711,"body":{}', { modelId: 'must be a string' }],
  ['a list for a modelId', `"modelId":["${MODEL}"],"body":{}`, { modelId: 'must be a string' }],
  ['null for a modelId', '"modelId":null,"body":{}', { modelId: 'must be a string' }],
  ['null for a body', `"modelId":"${MODEL}","body":null`, { body: 'must be an object or a string' }],
  ['a list for a body', `"modelId":"${MODEL}","body":["${PROMPT}"]`, { body: 'must be an object or a string' }],
  ['a number for a body', `"modelId":"${MODEL}","body":1`, { body: 'must be an object or a string' }],
  ['true for a body', `"modelId":"${MODEL}","body":true`, { body: 'must be an object or a string' }],
  ['half a character in a body', `"modelId":"${MODEL}","body":"\\ud800"`, { body: 'must be well-formed Unicode' }],
  ['a number for a type', `"modelId":"${MODEL}","body":{},"contentType":1`, { contentType: 'must be a string' }],
  ['null for a type', `"modelId":"${MODEL}","body":{},"contentType":null`, { contentType: 'must be a string' }],
  ['null for an accept', `"modelId":"${MODEL}","body":{},"accept":null`, { accept: 'must be a string' }],
  ['no media type', `"modelId":"${MODEL}","body":{},"contentType":"json"`, { contentType: 'must be a media type' }],
  [
    'a header to smuggle',
    `"modelId":"${MODEL}","body":{},"accept":"a/b\\r\\nx: y"`,
    { accept: 'must be a media type' },
  ],
  ['an endless type', `"modelId":"${MODEL}","body":{},"accept":"a/${'b'.repeat(300)}"`, { accept: 'is too long' }],
  ['an unknown field', `"modelId":"${MODEL}","body":{},"prompt":"${PROMPT}"`, { prompt: UNKNOWN }],
  ['a field in another case', `"modelID":"${MODEL}","body":{}`, { modelID: UNKNOWN }],
  ['two unknown fields', `"modelId":"${MODEL}","body":{},"a":1,"b":"${PROMPT}"`, { a: UNKNOWN, b: UNKNOWN }],
  ['a field for prototypes', `"modelId":"${MODEL}","body":{},"__proto__":{"a":1}`, { ['__proto__']: UNKNOWN }],
  ['a field that all objects have', `"modelId":"${MODEL}","body":{},"constructor":{}`, { constructor: UNKNOWN }],
  ['modelId twice', `"modelId":"${MODEL}","body":{},"modelId":"${MODEL}"`, { modelId: REPEATED }],
  ['modelId twice, once in disguise', `"modelId":"${MODEL}","model\\u0049d":"x","body":{}`, { modelId: REPEATED }],
  ['body twice', `"modelId":"${MODEL}","body":{},"body":{"inputText":"${PROMPT}"}`, { body: REPEATED }],
];

describe('a body that is no JSON object is refused before anything is sent', () => {
  it.each(FAULTY_TEXTS)('%s', async (_, body, details) => {
    expect(await refusalOf(body)).toEqual(details);
  });
});

describe('an envelope with wrong fields is refused with the name of each', () => {
  it.each(FAULTY_FIELDS)('%s', async (_, fields, details) => {
    expect(await refusalOf(`{${fields}}`)).toEqual(details);
  });

  it('names no more than twenty unknown fields, and of a long name no more than the beginning', async () => {
    const names = Array.from({ length: 30 }, (_, index) => [`${'n'.repeat(80)}${index}`, 1]);
    const many = await post(JSON.stringify(Object.fromEntries(names)));
    const { error } = await expectProblem(many, 400, 'ValidationException');
    expect(error.details).toEqual({ ['n'.repeat(64)]: UNKNOWN });
    const short = Array.from({ length: 30 }, (_, index) => [`n${index}`, 1]);
    const document = await expectProblem(
      await post(JSON.stringify(Object.fromEntries(short))),
      400,
      'ValidationException',
    );
    expect(Object.keys(document.error.details)).toEqual(short.slice(0, 20).map(([name]) => name));
  });

  it('answers for a hundred thousand levels of nesting as for any other body', async () => {
    const deep = `{"modelId":"${MODEL}","prompt":${'['.repeat(100_000)}${']'.repeat(100_000)},"body":{}}`;
    const { error } = await expectProblem(await post(deep), 400, 'ValidationException');
    expect(error.details).toEqual({ body: 'is nested more than 1024 deep' });
  });
});

describe('a body of another type is a 415, whatever is in it', () => {
  const TYPES = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonl',
    'application/vnd.api+json',
    'multipart/form-data; boundary=x',
    'text/html, application/json',
    '',
  ];
  it.each(TYPES)('content-type "%s"', async (type) => {
    expect(await unsupportedWith({ 'content-type': type })).toEqual({});
  });

  it.each(['gzip', 'br', 'deflate', 'identity, gzip', 'GZIP', 'x'])('content-encoding "%s"', async (encoding) => {
    expect(await unsupportedWith({ 'content-encoding': encoding })).toEqual({});
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset="utf-8"'])(
    'but "%s" is JSON',
    async (type) => {
      expect((await post(JSON.stringify(HELLO), { 'content-type': type })).status).toBe(200);
    },
  );
});

it('tells nobody what was in a wrong body: neither caller, nor log, nor record', async () => {
  const records = await system.records();
  expect(records.length).toBeGreaterThan(FAULTY_TEXTS.length + FAULTY_FIELDS.length);
  expect(JSON.stringify(records)).not.toContain(PROMPT);
  expect(system.output.jsonLines().length).toBeGreaterThan(FAULTY_TEXTS.length + FAULTY_FIELDS.length);
  expect(system.output.text()).not.toContain(PROMPT);
  expect(system.output.text()).not.toContain(token);
});

function post(body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return request(system, '/bedrock/invoke', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: new Blob([new Uint8Array(Buffer.from(body))]),
  });
}

/** What a body is refused for, once it is certain that it is, in every respect. */
async function refusalOf(body: string | Uint8Array): Promise<object> {
  const response = await post(body);
  const document = await expectProblem(response, 400, 'ValidationException');
  expect(JSON.stringify(document)).not.toContain(PROMPT);
  await expectNothingSent(response, { statusCode: 400, errorType: 'ValidationException' });
  expect(await system.recordOf(response)).toMatchObject({ requestSize: Buffer.byteLength(body) });
  return document.error.details;
}

async function unsupportedWith(headers: Readonly<Record<string, string>>): Promise<object> {
  const response = await post(JSON.stringify(HELLO), headers);
  const { error } = await expectProblem(response, 415, 'UnsupportedMediaTypeException');
  await expectNothingSent(response, { statusCode: 415, errorType: 'UnsupportedMediaTypeException' });
  return error.details;
}

async function expectNothingSent(response: Response, ending: object): Promise<void> {
  expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  const record = await system.recordOf(response);
  expect(record).toMatchObject({ ...ending, outcome: 'refused', success: false, subject: 'tester', attempts: [] });
  expect(record).not.toHaveProperty('modelId');
}
