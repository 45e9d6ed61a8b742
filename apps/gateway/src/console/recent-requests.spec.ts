import { FinishedRecords } from '@app/audit';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFinishedRecord } from '../testing/finished-record.js';
import { MOST_KEPT, RecentRequests, type RecentRequest } from './recent-requests.js';

let testing: TestingModule;
let records: FinishedRecords;
let recent: RecentRequests;

beforeEach(async () => {
  testing = await Test.createTestingModule({ providers: [FinishedRecords, RecentRequests] }).compile();
  records = testing.get(FinishedRecords);
  recent = testing.get(RecentRequests);
});
afterEach(() => testing.close());

const publish = (subject: string): void => records.publish(createFinishedRecord({ subject, tenant: `of-${subject}` }));
const subjectsOf = (requests: readonly RecentRequest[]): unknown[] =>
  requests.map(({ data }) => (JSON.parse(data) as Record<string, unknown>)['subject']);

describe('RecentRequests', () => {
  it('keeps what came before anybody listened, oldest first, with the tenant of each', () => {
    publish('a');
    publish('b');
    expect(subjectsOf(recent.since(undefined))).toEqual(['a', 'b']);
    expect(recent.since(undefined).map(({ name, tenant }) => [name, tenant])).toEqual([
      ['request', 'of-a'],
      ['request', 'of-b'],
    ]);
  });

  it('goes on behind the place where a page was, without a hole and without one twice', () => {
    for (const subject of ['a', 'b', 'c']) publish(subject);
    const [, second, third] = recent.since(undefined);
    expect(subjectsOf(recent.since(second?.id))).toEqual(['c']);
    expect(recent.since(third?.id)).toEqual([]);
  });

  it('gives all that it has for a place of another process', () => {
    publish('a');
    expect(subjectsOf(recent.since('another/1'))).toEqual(['a']);
  });

  it('keeps so many and no more', () => {
    for (let n = 1; n <= MOST_KEPT + 2; n += 1) publish(String(n));
    const kept = subjectsOf(recent.since(undefined));
    expect(kept).toHaveLength(256);
    expect([kept[0], kept.at(-1)]).toEqual(['3', '258']);
  });

  it('tells listeners of each, until they have heard enough', () => {
    const heard: RecentRequest[] = [];
    const stop = recent.listen((request) => heard.push(request));
    publish('a');
    stop();
    publish('b');
    expect(subjectsOf(heard)).toEqual(['a']);
  });

  it('keeps nothing more once the application has ended', async () => {
    await testing.close();
    publish('a');
    expect(recent.since(undefined)).toEqual([]);
  });

  it('shows of a record what is listed: no address, no token, no fingerprint, no id that the caller chose', () => {
    const secret = { tokenId: 'jti-1', userArn: 'arn:1', clientRequestId: 'mine', requestFingerprint: 'ab', inferenceProfileId: 'p' }; // prettier-ignore
    records.publish(createFinishedRecord({ ...secret, errorType: 'ThrottlingException', inputTokens: 3 }));
    expect(JSON.parse(recent.since(undefined)[0]?.data ?? '')).toEqual({
      requestId: '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f607a',
      timestamp: '2026-03-04T05:06:07.089Z',
      subject: 'app-1',
      operation: 'ConverseStream',
      modelId: 'amazon.nova-lite-v1:0',
      requestedRoute: 'auto',
      routingMethod: 'internet',
      streamed: true,
      outcome: 'complete',
      statusCode: 200,
      errorType: 'ThrottlingException',
      latency: 1_500,
      firstByteMs: 250,
      requestSize: 120,
      responseSize: 3_400,
      inputTokens: 3,
      attempts: [
        { route: 'internet', transport: 'direct', startedAtEpochMs: 1_772_600_767_100, durationMs: 200, outcome: 'ok' },
      ],
    });
  });
});
