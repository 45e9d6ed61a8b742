import { describe, expect, it } from 'vitest';
import { indexKeysOf, shardOf } from './index-keys.js';

const FIELDS = { requestId: 'request-f', timestamp: '2026-12-31T23:59:59.999Z' };

describe('shardOf', () => {
  it.each([
    ['', 0],
    ['request-z', 0],
    ['request-0', 0],
    ['request-7', 7],
    ['request-8', 0],
    ['request-f', 7],
    ['request-F', 7],
  ])('puts the request %j into shard %d', (requestId, shard) => {
    expect(shardOf(requestId)).toBe(shard);
  });

  it('uses all eight shards alike', () => {
    const shards = '0123456789abcdef'.split('').map(shardOf);
    expect(shards).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('indexKeysOf', () => {
  it.each([
    ['absent', {}],
    ['empty', { modelId: '' }],
    ['longer than an index takes', { modelId: 'm'.repeat(2_047) }],
  ])('leaves a record out of the index by model when its model id is %s', (_, model) => {
    expect(indexKeysOf({ ...FIELDS, ...model })).toEqual({ dayShard: '2026-12-31#7' });
  });

  it('indexes a model id as long as an index takes', () => {
    const modelId = 'm'.repeat(2_046);
    expect(indexKeysOf({ ...FIELDS, modelId })).toEqual({ dayShard: '2026-12-31#7', modelShard: `${modelId}#7` });
  });
});
