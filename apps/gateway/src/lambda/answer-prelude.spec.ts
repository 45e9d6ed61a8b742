import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { answerPrelude } from './answer-prelude.js';

const preludeOf = (rawHeaders: string[], statusCode?: number) =>
  answerPrelude({ statusCode, rawHeaders } as unknown as IncomingMessage);

describe('answerPrelude', () => {
  it('has texts for values, as API Gateway takes no lists', () => {
    expect(preludeOf(['Content-Type', 'application/json', 'X-Request-ID', 'r-1'], 201)).toStrictEqual({
      statusCode: 201,
      headers: { 'content-type': 'application/json', 'x-request-id': 'r-1' },
    });
  });

  it('has names that come more than once apart, and only there', () => {
    expect(preludeOf(['Vary', 'a', 'X-A', '1', 'vary', 'b', 'VARY', 'a'], 200)).toStrictEqual({
      statusCode: 200,
      headers: { 'x-a': '1' },
      multiValueHeaders: { vary: ['a', 'b', 'a'] },
    });
  });

  it.each(['Connection', 'Keep-Alive', 'Transfer-Encoding', 'Content-Length', 'Date', 'Trailer', 'Upgrade'])(
    'leaves out %s, which is of one hop',
    (name) => {
      expect(preludeOf([name, 'x', 'X-A', '1'], 200).headers).toEqual({ 'x-a': '1' });
    },
  );

  it('takes a name that means something to JavaScript for a name', () => {
    const { headers } = preludeOf(['__proto__', 'x', 'constructor', 'y'], 200);
    expect(JSON.stringify(headers)).toBe('{"__proto__":"x","constructor":"y"}');
  });

  it('is a failure where there is no status', () => {
    expect(preludeOf([]).statusCode).toBe(500);
  });
});
