import { CredentialsInUse, type CredentialsReport } from '@app/bedrock';
import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LongLivedKeyWarning } from './long-lived-key.warning.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 23);

let inUse: CredentialsInUse;
let said: (readonly ['warn' | 'error', unknown])[];

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  inUse = new CredentialsInUse();
  said = [];
  for (const level of ['warn', 'error'] as const) {
    vi.spyOn(Logger.prototype, level).mockImplementation((line: unknown) => void said.push([level, line]));
  }
  const providers = [LongLivedKeyWarning, { provide: CredentialsInUse, useValue: inUse }];
  (await Test.createTestingModule({ providers }).compile()).get(LongLivedKeyWarning);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function read(ageMs: number | undefined, more: Partial<CredentialsReport> = {}): void {
  const createdAtEpochMs = ageMs === undefined ? undefined : Date.now() - ageMs;
  inUse.note({ kind: 'api-key', isLongLived: true, createdAtEpochMs, ...more });
}

describe('the reminder of a key that lasts', () => {
  it.each([
    [DAY_MS, 'warn', 1],
    [90 * DAY_MS, 'warn', 90],
    [91 * DAY_MS, 'error', 91],
    [1_000.5 * DAY_MS, 'error', 1_000],
  ])('says how old it is: after %d ms as %s, %d days', (ageMs, level, ageDays) => {
    read(ageMs);
    expect(said).toEqual([[level, { event: 'long-lived-key', kind: 'api-key', ageDays }]]);
  });

  it('comes once a day, however often the secret is read', () => {
    for (let hour = 0; hour < 49; hour += 1) {
      read(5 * DAY_MS, { kind: 'access-key' });
      vi.setSystemTime(NOW + (hour + 1) * (DAY_MS / 24));
    }
    expect(said).toHaveLength(3);
    expect(said[0]).toEqual(['warn', { event: 'long-lived-key', kind: 'access-key', ageDays: 5 }]);
  });

  it.each<readonly [string, number | undefined, Partial<CredentialsReport>]>([
    ['a key that ends by itself', 5 * DAY_MS, { isLongLived: false }],
    ['a key of today', DAY_MS - 1, {}],
    ['a key of unknown age', undefined, {}],
  ])('is not about %s', (_, ageMs, more) => {
    read(ageMs, more);
    expect(said).toEqual([]);
  });
});
