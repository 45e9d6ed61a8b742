import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allowListedMessage } from './allow-listed-message.js';
import { LOG_EVENTS } from './log-events.js';

const SECRET = 'a secret of somebody';

describe('allowListedMessage, given what nobody has listed', () => {
  it.each([
    ['a text', SECRET],
    ['a number', 7],
    ['nothing', undefined],
    ['null', null],
    ['a list', [SECRET]],
    ['an object without an event', { requestId: '1', note: SECRET }],
    ['an event of another name', { event: SECRET }],
    ['an event of no text', { event: { toString: () => 'problem' } }],
    ['an event that every object has', { event: 'constructor' }],
    ['an inherited event', Object.create({ event: 'problem', status: 400 })],
  ])('tells of %s only that there was something', (_, message) => {
    expect(allowListedMessage(message)).toEqual({ event: 'unlisted' });
  });

  it('tells of an error what it is and where, by names that are known', () => {
    const error = Object.assign(new TypeError(SECRET), { code: 'ECONNRESET', secret: SECRET });
    const message = allowListedMessage(error);
    expect(message).toMatchObject({ event: 'unlisted', error: 'TypeError', errno: 'ECONNRESET' });
    expect(message['stack']).toMatch(/^ +at .*allow-listed-message\.spec\.ts/);
    expect(JSON.stringify(message)).not.toContain(SECRET);
  });

  it('leaves members out that are not on the list of their event, and counts them', () => {
    const message = { event: 'problem', status: 400, prompt: SECRET, [SECRET]: 1, toString: SECRET, gone: undefined };
    expect(allowListedMessage(message)).toEqual({ event: 'problem', status: 400, withheld: 3 });
  });

  it.each([
    ['requestId', SECRET],
    ['requestId', 'a'.repeat(65)],
    ['status', '400'],
    ['status', -1],
    ['status', Number.NaN],
    ['code', 'with blank'],
    ['code', 'x'.repeat(49)],
    ['code', { toString: () => 'word' }],
    ['attempts', 'internet:ok,'],
    ['attempts', `internet:${SECRET}`],
    ['attempts', 'elsewhere:ok'],
    ['stack', SECRET],
    ['stack', `    at ${'x'.repeat(300)}`],
    ['stack', 7],
  ])('leaves %s out when it is no such thing: %j', (name, value) => {
    expect(allowListedMessage({ event: 'problem', [name]: value })).toEqual({ event: 'problem', withheld: 1 });
  });

  it('takes nothing but frames for a stack, and not without end', () => {
    const frame = '    at run (file:///app/a.js:1:2)';
    const stack = `${SECRET}\n${Array.from({ length: 40 }, () => frame).join('\n')}\n${SECRET}`;
    expect(allowListedMessage({ event: 'problem', stack })).toEqual({
      event: 'problem',
      stack: Array.from({ length: 30 }, () => frame).join('\n'),
    });
  });

  it('writes the name of an error that an upstream has made up as one of no list', () => {
    expect(allowListedMessage({ event: 'problem', type: 'CANARY' })).toEqual({
      event: 'problem',
      type: 'UnlistedException',
    });
    expect(allowListedMessage({ event: 'problem', type: 7 })).toEqual({ event: 'problem', withheld: 1 });
  });
});

describe('allowListedMessage', () => {
  it('leaves a line as it is whose members are on the list', () => {
    const problem = {
      event: 'problem',
      requestId: '01a20422-ae8c-76e1-ac2e-5ba856461670',
      status: 502,
      type: 'UpstreamException',
      attempts: 'internet:unreachable,vpn:not-bedrock',
      code: 'ROUTES_FAILED',
      kind: 'unreachable',
      reason: 'status-502',
      refused: 12,
    };
    expect(allowListedMessage(problem)).toEqual(problem);
    const decision = {
      event: 'authorization',
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      method: 'POST',
      resource: '/v1/vpn/model/{modelId}/converse-stream',
      sourceIp: '2001:db8::1',
      outcome: 'refused',
      source: 'GATEWAY_TOKEN_SECRET_ID',
    };
    expect(allowListedMessage(decision)).toEqual(decision);
  });

  it.each([
    ['method', 'BREW'],
    ['resource', '/models/a b'],
    ['sourceIp', 'localhost'],
    ['outcome', 'allowed'],
    ['source', 'arn:aws:secret'],
  ])('leaves out a %s that is none: %s', (name, value) => {
    expect(allowListedMessage({ event: 'authorization', [name]: value })).toEqual({
      event: 'authorization',
      withheld: 1,
    });
  });
});

it('the list has every event that the sources of the gateway log', () => {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  // What commands print is none of the log.
  const sources = files.filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|testing|^ctl\//.test(file));
  const logged = sources.flatMap((file) => [
    ...readFileSync(`${folder}${file}`, 'utf8').matchAll(/[{,]\s*event: '([a-z-]+)'(?:,| })/g),
  ]);
  const names = new Set(logged.map(([, name]) => name));
  expect(names.size).toBeGreaterThan(8);
  expect([...names].filter((name) => name === undefined || !Object.hasOwn(LOG_EVENTS, name))).toEqual([]);
});
