import { describe, expect, it } from 'vitest';
import { readAnswerHead } from './answer-head.js';
import { findForeignAnswer } from './find-foreign-answer.js';

const JSON_ANSWER = { 'x-amzn-requestid': 'r-1', 'content-type': 'application/json', 'content-length': '2' };
const STREAM = { ...JSON_ANSWER, 'content-type': 'application/vnd.amazon.eventstream' };

describe('findForeignAnswer', () => {
  it.each([
    ['without a request id', { ...JSON_ANSWER, 'x-amzn-requestid': '' }, 'no-request-id'],
    ['in HTML', { ...JSON_ANSWER, 'content-type': 'text/html; charset=utf-8' }, 'unexpected-content-type'],
    ['without a content type', { 'x-amzn-requestid': 'r-1', 'content-length': '0' }, 'unexpected-content-type'],
    ['that is compressed', { ...JSON_ANSWER, 'content-encoding': 'gzip' }, 'content-encoded'],
    ['that ends only with the connection', { ...JSON_ANSWER, 'content-length': '' }, 'unframed-body'],
  ])('recognises an answer %s', (_, headers, reason) => {
    expect(findForeignAnswer(readAnswerHead(200, headers), { answer: 'json' })).toBe(reason);
    expect(findForeignAnswer(readAnswerHead(500, headers), { answer: 'json' })).toBe(reason);
  });

  it('expects a stream where one was asked for, and JSON where not', () => {
    expect(findForeignAnswer(readAnswerHead(200, STREAM), { answer: 'event-stream' })).toBeUndefined();
    expect(findForeignAnswer(readAnswerHead(200, JSON_ANSWER), { answer: 'event-stream' })).toBe(
      'unexpected-content-type',
    );
    expect(findForeignAnswer(readAnswerHead(200, STREAM), { answer: 'json' })).toBe('unexpected-content-type');
    expect(findForeignAnswer(readAnswerHead(200, JSON_ANSWER), { answer: 'json' })).toBeUndefined();
  });

  it('takes JSON for an error of a stream', () => {
    expect(findForeignAnswer(readAnswerHead(429, JSON_ANSWER), { answer: 'event-stream' })).toBeUndefined();
  });

  it.each([
    ['image/png', 'image/png', undefined],
    ['image/png', undefined, 'unexpected-content-type'],
    ['image/png', '*/*', 'unexpected-content-type'],
    ['text/html', 'text/html', 'unexpected-content-type'],
    ['application/json', 'image/png', undefined],
  ])('of an answer in %s to accept %s thinks: %s', (type, accept, reason) => {
    const headers = { ...JSON_ANSWER, 'content-type': type };
    expect(findForeignAnswer(readAnswerHead(200, headers), { answer: 'json', accept })).toBe(reason);
  });

  it('takes chunked framing as well as a length', () => {
    const { 'content-length': _, ...chunked } = { ...JSON_ANSWER, 'transfer-encoding': 'chunked' };
    expect(findForeignAnswer(readAnswerHead(200, chunked), { answer: 'json' })).toBeUndefined();
  });
});
