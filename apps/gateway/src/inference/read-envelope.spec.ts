import { describe, expect, it } from 'vitest';
import { RequestInvalidError } from '../problems/errors.js';
import { readEnvelope } from './read-envelope.js';

const MODEL = 'us.anthropic.claude-opus-4-1-20250805-v1:0';

/** What is said to be wrong with an envelope. */
function faultsOf(text: string | Uint8Array): Readonly<Record<string, string>> {
  try {
    readEnvelope(Buffer.from(text));
  } catch (error) {
    if (error instanceof RequestInvalidError) return error.fields;
    throw error;
  }
  throw new Error('The envelope was accepted');
}

describe('readEnvelope refuses', () => {
  it.each([
    ['nothing', '', 'is not JSON'],
    ['half an object', '{"modelId":', 'is not JSON'],
    ['two objects', '{}{}', 'is not JSON'],
    ['a comma too many', '{"modelId":"a",}', 'is not JSON'],
    ['a byte order mark', '\uFEFF{"modelId":"a","body":{}}', 'is not JSON'],
    ['null', 'null', 'is not a JSON object'],
    ['a list', '[{"modelId":"a","body":{}}]', 'is not a JSON object'],
    ['a string', '"{}"', 'is not a JSON object'],
    ['a number', '7', 'is not a JSON object'],
  ])('%s', (_what, text, fault) => {
    expect(faultsOf(text)).toEqual({ body: fault });
  });

  it.each([
    ['a byte that UTF-8 does not have', [0xff]],
    ['a character that is cut off', [0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate in UTF-8', [0xed, 0xa0, 0x80]],
  ])('%s', (_what, bytes) => {
    const text = Buffer.concat([Buffer.from('{"modelId":"a","body":"'), Buffer.from(bytes), Buffer.from('"}')]);
    expect(faultsOf(text)).toEqual({ body: 'is not UTF-8' });
  });

  it('an envelope in UTF-16', () => {
    expect(faultsOf(Buffer.from('{"modelId":"a","body":{}}', 'utf16le'))).toEqual({ body: 'is not JSON' });
  });

  it('what is missing, and names it', () => {
    expect(Object.keys(faultsOf('{}'))).toEqual(['modelId', 'body']);
    expect(faultsOf('{"body":{}}')).toEqual({ modelId: 'must be a string' });
    expect(faultsOf(`{"modelId":"${MODEL}"}`)).toEqual({ body: 'must be an object or a string' });
  });

  it.each([
    ['modelId', 'null', 'must be a string'],
    ['modelId', '1', 'must be a string'],
    ['modelId', '["a"]', 'must be a string'],
    ['modelId', '""', 'must not be empty'],
    ['body', 'null', 'must be an object or a string'],
    ['body', '1', 'must be an object or a string'],
    ['body', 'true', 'must be an object or a string'],
    ['body', '[{}]', 'must be an object or a string'],
    ['body', String.raw`"\ud800"`, 'must be well-formed Unicode'],
    ['contentType', 'null', 'must be a string'],
    ['contentType', '{}', 'must be a string'],
    ['contentType', '""', 'must be a media type'],
    ['contentType', '"json"', 'must be a media type'],
    ['contentType', '"*/*"', 'must be a media type'],
    ['contentType', `"text/${'x'.repeat(300)}"`, 'is too long'],
    ['accept', 'null', 'must be a string'],
    ['accept', '7', 'must be a string'],
    ['accept', '"application/json, text/plain"', 'must be a media type'],
  ])('a %s that is %s', (name, value, fault) => {
    const fields = { modelId: `"${MODEL}"`, body: '{}', [name]: value };
    const text = `{${Object.entries(fields).map(([field, of]) => `"${field}":${of}`).join(',')}}`; // prettier-ignore
    expect(faultsOf(text)).toEqual({ [name]: fault });
  });

  it.each(['\r\n', '\n', '\r', '\u2028', '\u00a0', '\0', '\r\nX-Injected: 1'])(
    'a media type with %j in it, wherever it stands',
    (text) => {
      const places = [`${text}a/b`, `a${text}/b`, `a/${text}b`, `a/b${text}`, `a/b;${text}c=d`, `a/b; c=${text}d`];
      for (const value of places) {
        const envelope = { modelId: MODEL, body: {}, contentType: value, accept: value };
        expect(faultsOf(JSON.stringify(envelope)), value).toEqual({
          contentType: 'must be a media type',
          accept: 'must be a media type',
        });
      }
    },
  );

  it('fields that it does not know, and names them', () => {
    const text = `{"modelId":"${MODEL}","body":{},"stream":true,"model_id":1}`;
    expect(faultsOf(text)).toEqual({ stream: 'is not a known field', model_id: 'is not a known field' });
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', ''])(
    'a field named %j, as any other that it does not know',
    (name) => {
      const faults = faultsOf(`{"modelId":"${MODEL}","body":{},"${name}":{"contentType":"text/plain"}}`);
      expect(Object.entries(faults)).toEqual([[name, 'is not a known field']]);
    },
  );

  it('fields that only inherit their name', () => {
    expect(Object.entries(faultsOf('{"__proto__":{"modelId":"a","body":{}}}'))).toEqual([
      ['__proto__', 'is not a known field'],
    ]);
  });

  it('as many and as long unknown names as there are, with an answer that stays small', () => {
    const names = Array.from({ length: 5_000 }, (_name, index) => `${index}-${'n'.repeat(1_000)}`);
    const faults = faultsOf(JSON.stringify(Object.fromEntries(names.map((name) => [name, 1]))));
    expect(Object.keys(faults)).toHaveLength(20);
    expect(Math.max(...Object.keys(faults).map((name) => name.length))).toBe(64);
  });

  it('a field that is given twice, and names it', () => {
    const twice = `{"modelId":"${MODEL}","body":{"a":1},"body":{"a":2},"modelId":"other"}`;
    expect(faultsOf(twice)).toEqual({ body: 'is given more than once', modelId: 'is given more than once' });
    expect(faultsOf(String.raw`{"modelId":"a","body":{},"\u0062ody":{}}`)).toEqual({ body: 'is given more than once' });
  });

  it('without a word of what the request held', () => {
    const secret = 'SECRET-PROMPT';
    for (const text of [secret, `{"modelId":"${secret} ","body":{}}`, `{"modelId":"a","body":["${secret}"]}`]) {
      expect(() => readEnvelope(Buffer.from(text))).toThrow(RequestInvalidError);
      expect(JSON.stringify(faultsOf(text))).not.toContain(secret);
    }
  });
});
