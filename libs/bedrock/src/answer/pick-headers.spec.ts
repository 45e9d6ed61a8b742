import { describe, expect, it } from 'vitest';
import { readAnswerHead } from './answer-head.js';
import { pickAnswerHeaders, pickRequestHeaders } from './pick-headers.js';

describe('pickRequestHeaders', () => {
  it('sends content negotiation and Bedrock headers, and nothing else', () => {
    const headers = { authorization: 'Bearer jwt', cookie: 'a', host: 'x', 'x-amz-date': 'x', 'x-forwarded-for': 'x' };
    expect(
      pickRequestHeaders({ ...headers, accept: 'a/b', 'content-type': 'c/d', 'x-amzn-bedrock-trace': 'ENABLED' }),
    ).toEqual({ accept: 'a/b', 'content-type': 'c/d', 'x-amzn-bedrock-trace': 'ENABLED' });
  });
});

describe('pickAnswerHeaders', () => {
  it('leaves hop-by-hop headers and cookies behind', () => {
    const passed = {
      'content-type': 'application/json',
      'content-length': '2',
      'x-amzn-requestid': 'r-1',
      'x-amzn-errortype': 'E',
      'retry-after': '1',
      'x-amzn-bedrock-input-token-count': '5',
    };
    const left = {
      connection: 'close',
      'keep-alive': 'x',
      'transfer-encoding': 'chunked',
      'set-cookie': 'a',
      server: 'x',
    };
    expect(pickAnswerHeaders({ ...left, ...passed })).toEqual(passed);
  });
});

describe('both', () => {
  it.each([pickRequestHeaders, pickAnswerHeaders])('leave behind what is for one connection alone', (pickHeaders) => {
    const headers = {
      connection: 'close, X-Amzn-Bedrock-Trace ,content-type',
      'content-type': 'application/json',
      'x-amzn-bedrock-trace': 'ENABLED',
      'x-amzn-bedrock-tracer': '1',
    };
    expect(pickHeaders(headers)).toEqual({ 'x-amzn-bedrock-tracer': '1' });
  });

  it.each([pickRequestHeaders, pickAnswerHeaders])('leave behind what has no value, or several', (pickHeaders) => {
    const headers = { 'content-type': ['a/b', 'c/d'], 'x-amzn-bedrock-trace': undefined };
    expect(pickHeaders(headers)).toEqual({});
  });
});

describe('readAnswerHead', () => {
  it('joins repeated headers and drops the ones without a value', () => {
    expect(readAnswerHead(200, { 'Content-Type': 'a/b', 'x-y': ['1', '2'], gone: undefined })).toEqual({
      status: 200,
      requestId: '',
      headers: { 'content-type': 'a/b', 'x-y': '1, 2' },
    });
  });
});
