import { InvalidArgumentError } from 'commander';

const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads a moment: an instant of ISO 8601, a day (its beginning, UTC), or how long ago it was, e.g. `90m`, `24h`, `7d`. */
export function readMoment(option: string, nowEpochMs: () => number): (text: string) => string {
  return (text) => {
    const [, count, unit = ''] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
    const unitMs = UNITS_MS.get(unit);
    if (unitMs !== undefined) return new Date(nowEpochMs() - Number(count) * unitMs).toISOString();
    const epochMs = INSTANT.test(text) || DAY.test(text) ? Date.parse(text) : NaN;
    if (!Number.isNaN(epochMs)) return new Date(epochMs).toISOString();
    throw new InvalidArgumentError(`${option} takes e.g. 2026-01-31T12:00:00Z, 2026-01-31, 90m, 24h or 7d.`);
  };
}

/** Reads a day, e.g. `2026-01-31`, or how many days ago it was, e.g. `7d`. */
export function readDay(option: string, nowEpochMs: () => number): (text: string) => string {
  return (text) => {
    if (DAY.test(text) || /^[1-9]\d{0,3}d$/.test(text)) return readMoment(option, nowEpochMs)(text).slice(0, 10);
    throw new InvalidArgumentError(`${option} takes a day, e.g. 2026-01-31 or 7d.`);
  };
}
