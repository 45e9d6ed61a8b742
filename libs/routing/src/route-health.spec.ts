import { BedrockCallError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { isAnswerOfBedrock, provesRoute, RouteHealthRecord } from './route-health.js';
import { ALL_KINDS, failure } from './testing/failures.js';

const ANSWERED = ['throttled', 'model-not-ready', 'internal', 'denied', 'bad-request'];

function recordAt(times: number[]): RouteHealthRecord {
  return new RouteHealthRecord('vpn', () => times.shift() ?? NaN);
}

describe('what a failed call shows', () => {
  it('is that Bedrock was reached, for the kinds that only Bedrock can answer', () => {
    expect(ALL_KINDS.filter((kind) => isAnswerOfBedrock(failure(kind)))).toEqual(ANSWERED);
    expect(ALL_KINDS.filter((kind) => provesRoute(failure(kind)))).toEqual(ANSWERED);
  });

  it.each(ALL_KINDS)('is nothing when %s came without an answer', (kind) => {
    expect(isAnswerOfBedrock(new BedrockCallError(kind, 'never-sent'))).toBe(false);
    expect(provesRoute(new BedrockCallError(kind, 'never-sent'))).toBe(false);
  });

  it('is a way that works but a route that does not serve, when Bedrock refuses our credentials', () => {
    const refused = failure('denied', { credentialsRefused: true });

    expect(isAnswerOfBedrock(refused)).toBe(true);
    expect(provesRoute(refused)).toBe(false);
  });

  it.each([new TypeError('throttled'), undefined])('is nothing when it is no failed call: %s', (error) => {
    expect(isAnswerOfBedrock(error)).toBe(false);
  });
});

describe('RouteHealthRecord', () => {
  it('claims nothing before something was seen', () => {
    expect(recordAt([]).value).toStrictEqual({ route: 'vpn', state: 'unknown' });
  });

  it('says when and how the route was proven, and how long that took', () => {
    const record = recordAt([1_000]);
    record.proven('request', 42);

    expect(record.value).toStrictEqual({
      route: 'vpn',
      state: 'up',
      provenAtEpochMs: 1_000,
      provenBy: 'request',
      latencyMs: 42,
    });
  });

  it('keeps the last proof beside the last failure', () => {
    const record = recordAt([1_000, 2_000]);
    record.proven('request', 42);
    record.failed('probe', new BedrockCallError('unreachable', 'connect-timeout'), 5_000);

    expect(record.value).toStrictEqual({
      route: 'vpn',
      state: 'down',
      provenAtEpochMs: 1_000,
      provenBy: 'request',
      latencyMs: 42,
      failedAtEpochMs: 2_000,
      failedBy: 'probe',
      failure: 'unreachable (connect-timeout)',
    });
  });

  it.each([
    { kind: 'unreachable', state: 'down', failure: 'unreachable (as-scripted)' },
    { kind: 'not-bedrock', state: 'down', failure: 'not-bedrock (as-scripted)' },
    { kind: 'timeout', state: 'unknown', failure: 'timeout (as-scripted)' },
    { kind: 'throttled', state: 'up', failure: undefined },
    { kind: 'model-not-ready', state: 'up', failure: undefined },
    { kind: 'internal', state: 'up', failure: undefined },
    { kind: 'denied', state: 'up', failure: undefined },
    { kind: 'bad-request', state: 'up', failure: undefined },
    { kind: 'stream-broken', state: 'unknown', failure: undefined },
    { kind: 'client-gone', state: 'unknown', failure: undefined },
  ] as const)('takes $kind for $state', (given) => {
    const record = recordAt([1_000]);
    record.failed('request', failure(given.kind), 10);

    expect(record.value).toMatchObject({ state: given.state });
    expect(record.value.failure).toBe(given.failure);
  });

  it('is down while Bedrock refuses the credentials, and says so', () => {
    const record = recordAt([1_000, 2_000]);
    record.proven('probe', 5);
    record.failed('request', failure('denied', { credentialsRefused: true }), 10);

    expect(record.value).toMatchObject({ state: 'down', failedAtEpochMs: 2_000, failure: 'denied (as-scripted)' });
  });

  it('leaves a route up that a model was slow on', () => {
    const record = recordAt([1_000, 2_000]);
    record.proven('probe', 5);
    record.failed('request', failure('timeout'), 120_000);

    expect(record.value).toMatchObject({ state: 'up', provenAtEpochMs: 1_000, failedAtEpochMs: 2_000 });
  });
});
