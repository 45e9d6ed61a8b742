import type { TrafficSetting } from '@app/routing';
import { beforeEach, describe, expect, it } from 'vitest';
import { CtlError } from '../ctl.error.js';
import type { Figures } from './count-attempts.js';
import { splitOf } from './read-shift-options.js';
import { walkSteps, type Walk, type WalkEvent } from './walk-steps.js';

const FINE: Figures = { internet: { attempts: 90, failed: 0 }, vpn: { attempts: 100, failed: 1 } };
const BAD: Figures = { internet: { attempts: 90, failed: 0 }, vpn: { attempts: 100, failed: 7 } };
const UNSEEN = new CtlError('no-gateway', 'No gateway answers');

let written: TrafficSetting[];
let looks: (Figures | Error)[];
let events: string[];
let interruption: AbortController;
let nowEpochMs: number;
/** What `require` finds wrong. */
let overtaken: Error | undefined;

beforeEach(() => {
  nowEpochMs = 1_767_225_600_000;
  [written, looks, events, overtaken] = [[], [], [], undefined];
  interruption = new AbortController();
});

function createWalk(facts: Partial<Walk> = {}): Walk {
  return {
    stored: {
      write: (change, replaces) => {
        const setting = { ...change, version: (replaces?.version ?? 0) + 1 };
        written.push(setting);
        return Promise.resolve(setting);
      },
      require: () => (overtaken === undefined ? Promise.resolve() : Promise.reject(overtaken)),
    },
    watch: {
      since: () => {
        const seen = looks.length > 1 ? looks.shift() : looks[0];
        return seen instanceof Error ? Promise.reject(seen) : Promise.resolve(seen ?? FINE);
      },
    },
    gaining: 'vpn',
    from: splitOf(0),
    holdMs: 12_000,
    maxErrorRate: 0.05,
    changedBy: 'alice',
    nowEpochMs: () => nowEpochMs,
    pause: (milliseconds) => {
      nowEpochMs += milliseconds;
      return Promise.resolve();
    },
    interrupted: interruption.signal,
    tell: (event: WalkEvent) => {
      events.push('heldMs' in event ? `${event.event} ${event.heldMs}` : event.event);
      return Promise.resolve();
    },
    ...facts,
  };
}

/** Walks to 10 and then to 100 of a hundred. */
function walk(facts: Partial<Walk> = {}, replaces?: TrafficSetting): Promise<unknown> {
  return walkSteps([splitOf(10), splitOf(100)], createWalk(facts), replaces).catch((error: unknown) => error);
}

const weightsWritten = (): number[] => written.map(({ weights }) => weights.vpn);

describe('walkSteps', () => {
  it('holds each step, and looks every five seconds and at its end', async () => {
    expect(await walk()).toBe(true);
    expect(events).toEqual([
      'step',
      'seen 5000',
      'seen 10000',
      'seen 12000',
      'step',
      'seen 5000',
      'seen 10000',
      'seen 12000',
    ]);
    expect(weightsWritten()).toEqual([10, 100]);
  });

  it('writes who, when, and what was before all of it', async () => {
    await walk({}, { ...splitOf(0), version: 7, changedAt: '2025-01-01T00:00:00.000Z', changedBy: 'bob' });

    expect(written).toEqual([
      {
        version: 8,
        order: ['internet', 'vpn'],
        weights: { internet: 90, vpn: 10 },
        changedBy: 'alice',
        changedAt: '2026-01-01T00:00:00.000Z',
        previous: { order: ['internet', 'vpn'], weights: { internet: 100, vpn: 0 } },
      },
      {
        version: 9,
        order: ['vpn', 'internet'],
        weights: { internet: 0, vpn: 100 },
        changedBy: 'alice',
        changedAt: '2026-01-01T00:00:12.000Z',
        previous: { order: ['internet', 'vpn'], weights: { internet: 100, vpn: 0 } },
      },
    ]);
  });

  it('goes back to where it came from as soon as too much fails, at its last step too', async () => {
    looks = [FINE, FINE, FINE, FINE, BAD];

    expect(await walk()).toBe(false);
    expect(weightsWritten()).toEqual([10, 100, 0]);
    expect(events.slice(4)).toEqual(['step', 'seen 5000', 'seen 10000', 'rolled-back']);
    expect(written.at(-1)?.previous).toEqual({ order: ['vpn', 'internet'], weights: { internet: 0, vpn: 100 } });
  });

  it('looks at the route that gains alone: one leaves the other because it fails', async () => {
    looks = [{ internet: { attempts: 90, failed: 90 }, vpn: { attempts: 100, failed: 0 } }];

    expect(await walk()).toBe(true);
  });

  it('makes up for a look that fails by the next one', async () => {
    looks = [UNSEEN, UNSEEN, FINE];

    expect(await walk()).toBe(true);
    expect(events.slice(0, 4)).toEqual(['step', 'unseen 5000', 'unseen 10000', 'seen 12000']);
  });

  it('goes no further where it cannot see at the end of a step', async () => {
    looks = [FINE, FINE, UNSEEN];

    expect(await walk()).toMatchObject({
      exit: 'unfinished',
      message: 'Stopped at internet=90 vpn=10, which stays in force: how the routes do cannot be seen',
    });
    expect(weightsWritten()).toEqual([10]);
  });

  it('leaves the change of somebody else alone, and tells of it', async () => {
    overtaken = new CtlError('busy', 'The split was changed by bob meanwhile');

    expect(await walk()).toBe(overtaken);
    expect(weightsWritten()).toEqual([10]);
  });

  it('ends where it is when it is interrupted', async () => {
    const pause = (_milliseconds: number, signal: AbortSignal): Promise<void> => {
      interruption.abort();
      return Promise.reject(signal.reason as Error);
    };

    expect(await walk({ pause })).toMatchObject({ name: 'AbortError' });
    expect(weightsWritten()).toEqual([10]);
  });

  it('begins nothing once it is interrupted', async () => {
    interruption.abort();

    expect(await walk()).toMatchObject({ name: 'AbortError' });
    expect(written).toEqual([]);
  });

  it('looks at nothing where nobody wants it, but still at what others change', async () => {
    expect(await walk({ watch: undefined, holdMs: 0 })).toBe(true);
    expect(events).toEqual(['step', 'step']);
    overtaken = new CtlError('busy', 'changed');
    expect(await walk({ watch: undefined, holdMs: 0 })).toBe(overtaken);
  });

  it('hides no defect behind a look that fails', async () => {
    const defect = new TypeError('a defect');
    looks = [defect];

    expect(await walk()).toBe(defect);
  });
});
