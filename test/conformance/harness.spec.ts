import { describe, expect, it } from 'vitest';
import { findDifferences } from './harness/find-differences.js';
import { mask } from './harness/mask.js';
import { collect, observe } from './harness/observe.js';
import { missingPackage } from './harness/optional-module.js';
import { toPlain, type Plain } from './harness/plain-form.js';

const target = { endpoint: 'http://127.0.0.1:1/vpn', token: 't' };
const given = '11111111-1111-4111-8111-111111111111';
const invented = '22222222-2222-4222-8222-222222222222';

function masked(value: Plain): Plain {
  const perCall = [
    { keys: ['$metadata', 'delay'], reason: 'random' },
    { keys: ['id'], form: /^r-/, reason: 'random' },
  ];
  return mask(value, { target, requestIds: new Set([given]), perCall });
}

describe('A comparison', () => {
  it('names every field that differs, is missing, or is one too many', () => {
    expect(findDifferences({ a: [1, { b: 'x' }], c: null, d: 1 }, { a: [1, { b: 'y' }], c: {}, e: 2 })).toEqual([
      { field: 'a.1.b', direct: 'x', gateway: 'y' },
      { field: 'c', direct: null, gateway: {} },
      { field: 'd', direct: 1, gateway: undefined },
      { field: 'e', direct: undefined, gateway: 2 },
    ]);
    expect(findDifferences([1, 2], [1])).toEqual([{ field: '1', direct: 2, gateway: undefined }]);
    expect(findDifferences({ a: [] }, { a: [] })).toEqual([]);
  });

  it('tells a list from an object, and an answer from none', () => {
    expect(findDifferences([], {})).toHaveLength(1);
    expect(findDifferences({}, undefined)).toHaveLength(1);
  });
});

describe('A mask', () => {
  it('covers the ids that Bedrock gave, and no others', () => {
    expect(masked([given, `id ${given}`, invented])).toEqual(['(request id)', 'id (request id)', invented]);
  });

  it('covers the endpoint, and fields of one call by place and form', () => {
    expect(masked({ url: `${target.endpoint}/model/x`, $metadata: { delay: 7 }, delay: 7 })).toEqual({
      url: '(endpoint)/model/x',
      $metadata: { delay: '(per call: number)' },
      delay: 7,
    });
    expect(masked([{ id: 'r-1' }, { id: 's-1' }])).toEqual([{ id: '(per call: string)' }, { id: 's-1' }]);
  });

  it("leaves out the gateway's own headers where headers are shown, and only there", () => {
    const headers = { 'X-Routing-Method': 'vpn', 'x-amzn-bedrock-input-token-count': '3' };
    expect(masked({ headers, body: headers })).toEqual({
      headers: { 'x-amzn-bedrock-input-token-count': '3' },
      body: headers,
    });
  });
});

describe('A plain form', () => {
  it('shows of an error what its user can catch', () => {
    class ThrottlingException extends Error {
      override readonly name = 'ThrottlingException';
      readonly $metadata = { attempts: 3 };
    }
    expect(toPlain(new ThrottlingException('slow down', { cause: new Date(0) }))).toEqual({
      '(class)': 'ThrottlingException',
      name: 'ThrottlingException',
      message: 'slow down',
      cause: { '(class)': 'Date', iso: '1970-01-01T00:00:00.000Z' },
      $metadata: { attempts: 3 },
    });
  });

  it('shows bytes, headers, odd numbers and circles', () => {
    const circle: Record<string, unknown> = { nan: Number.NaN, bytes: new Uint8Array([72, 105]) };
    circle['self'] = circle;
    expect(toPlain({ circle, headers: new Headers({ A: 'b' }), binary: new Uint8Array([255]) })).toEqual({
      circle: { nan: 'NaN', bytes: { '(class)': 'Uint8Array', bytes: 'Hi' }, self: '(an ancestor)' },
      headers: { a: 'b' },
      binary: { '(class)': 'Uint8Array', bytes: '/w==' },
    });
  });
});

describe('An observation', () => {
  const theCase = { operation: 'Converse', name: 'x', shows: 'x' } as const;

  it('keeps what a stream gave before it broke', async () => {
    async function* breaking(): AsyncGenerator<number> {
      yield 1;
      await Promise.reject(new Error('cut'));
    }
    const seen = await observe({ ...theCase, run: () => collect(breaking()) }, target);
    expect(seen).toMatchObject({ answer: { events: [1], error: { message: 'cut' } } });
  });

  it('takes what was thrown for the error that it is', async () => {
    const run = (): Promise<never> => Promise.reject(new TypeError('no'));
    expect(await observe({ ...theCase, run }, target)).toMatchObject({ error: { name: 'TypeError', message: 'no' } });
  });
});

it('A client that is not installed is missed by name, with what to run', async () => {
  expect(await missingPackage('@conformance/not-there')).toBe(
    '@conformance/not-there is not installed; run: npm run clients:install',
  );
  expect(await missingPackage('vitest')).toBeUndefined();
});
