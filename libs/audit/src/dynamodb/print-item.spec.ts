import { describe, expect, it } from 'vitest';
import { FINISHED, STARTED } from '../testing/sample-records.js';
import { toItem } from '../testing/to-item.js';

describe('printItem', () => {
  it('builds the item of a started record', () => {
    expect(toItem(STARTED)).toEqual({
      requestId: { S: '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f607a' },
      timestamp: { S: '2026-03-04T05:06:07.089Z' },
      sourcePartition: { S: 'govcloud' },
      destinationPartition: { S: 'commercial' },
      sourceIP: { S: '203.0.113.7' },
      requestSize: { N: '0' },
      ttl: { N: '1775192767' },
      subject: { S: 'app-one' },
      requestedRoute: { S: 'auto' },
      attempts: { L: [] },
      operation: { S: 'InvokeModel' },
      streamed: { BOOL: false },
      outcome: { S: 'started' },
      gatewayVersion: { S: '1.2.3' },
      dayShard: { S: '2026-03-04#2' },
    });
  });

  it('writes numbers, flags and attempts in their own types', () => {
    expect(toItem(FINISHED)).toMatchObject({
      firstByteMs: { N: '310.5' },
      success: { BOOL: true },
      modelShard: { S: 'amazon.nova-premier-v1:0#2' },
      attempts: {
        L: [
          { M: { route: { S: 'internet' }, startedAtEpochMs: { N: '1772600767100' }, outcome: { S: 'unreachable' } } },
          { M: { route: { S: 'vpn' }, transport: { S: 'peer' }, durationMs: { N: '1400' } } },
        ],
      },
    });
  });

  it('writes nothing that is not allow-listed', () => {
    const careless = Object.assign({ prompt: 'canary', authorization: 'canary', modelShard: 'canary' }, FINISHED);
    expect(JSON.stringify(toItem(careless))).not.toContain('canary');
  });

  it.each([
    ['empty', ''],
    ['longer than an index takes', 'ä'.repeat(1_025)],
  ])('keeps a subject in full that is %s, outside the index', (_, subject) => {
    const item = toItem({ ...STARTED, subject });
    expect(item).not.toHaveProperty('subject');
    expect(item['subjectUnindexed']).toEqual({ S: subject });
  });

  it('indexes a subject as long as an index takes', () => {
    const subject = 'ä'.repeat(1_024);
    expect(toItem({ ...STARTED, subject })).toMatchObject({ subject: { S: subject } });
  });
});
