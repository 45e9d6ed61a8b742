import { describe, expect, it } from 'vitest';
import { readEnvelope, type Envelope } from './read-envelope.js';

const MODEL = 'us.anthropic.claude-opus-4-1-20250805-v1:0';

function read(body: string, more = ''): Envelope {
  return readEnvelope(Buffer.from(`{ "modelId": "${MODEL}", "body": ${body}${more} }`));
}

const bytesOf = (body: string): string => Buffer.from(read(body).body).toString('utf8');

describe('readEnvelope', () => {
  it.each([
    '{}',
    '{"a":1.0,"b":1e400,"c":12345678901234567890,"d":-0}',
    '{"b":1,"a":2,"10":3,"9":4}',
    '{"a":1,"a":2}',
    String.raw`{"a":"\u0041\/\ud83d\ude00\ud800"}`,
    '{ "a" :\t[ 1 ,\r\n 2 ] }',
    '{"a":"größer 世界 😀"}',
    '{"__proto__":{"polluted":true},"constructor":1}',
  ])('sends the object %s as it is written', (body) => {
    expect(bytesOf(body)).toBe(body);
  });

  it.each([
    ['""', ''],
    [String.raw`"{\"a\":1.0}"`, '{"a":1.0}'],
    ['"not JSON"', 'not JSON'],
    [String.raw`"\u00e9\ud83d\ude00\n"`, 'é😀\n'],
  ])('sends the string %s as the text that it stands for', (body, text) => {
    expect(bytesOf(body)).toBe(text);
  });

  it('takes an object that is nested 1024 deep with the envelope, and not one level more', () => {
    const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect(bytesOf(nested(1_023))).toBe(nested(1_023));
    expect(() => bytesOf(nested(1_024))).toThrow(/^Request is not valid: body is nested more than 1024 deep$/);
    expect(() => bytesOf(nested(100_000))).toThrow(/^Request is not valid: body is nested more than 1024 deep$/);
  });

  it('is not made to change what every object is', () => {
    bytesOf('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('asks for JSON in both directions, unless told otherwise', () => {
    expect(read('{}')).toMatchObject({ modelId: MODEL, contentType: 'application/json', accept: 'application/json' });
  });

  it.each([
    'text/plain',
    'application/vnd.amazon.titan+json',
    'text/plain; charset=utf-8',
    'text/plain;charset="utf-8"',
    'text/plain \t;\ta=b ; c=d',
  ])('takes the media type %s both ways', (type) => {
    const more = `, "contentType": ${JSON.stringify(type)}, "accept": ${JSON.stringify(type)}`;
    expect(read('{}', more)).toMatchObject({ contentType: type, accept: type });
  });

  it.each(['*/*', 'image/*'])('takes the media range %s for the answer', (range) => {
    expect(read('{}', `, "accept": "${range}"`).accept).toBe(range);
  });

  it('takes its fields in any order', () => {
    const text = `{"accept":"a/b","body":"x","contentType":"c/d","modelId":"${MODEL}"}`;
    expect(readEnvelope(Buffer.from(text))).toEqual({
      modelId: MODEL,
      body: Buffer.from('x'),
      contentType: 'c/d',
      accept: 'a/b',
    });
  });
});
