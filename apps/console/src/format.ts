/** What is shown where nothing is known. */
export const NOTHING = '–';

const NUMBER = new Intl.NumberFormat('en-US');
const dollars = (places: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', minimumFractionDigits: places });
const USD = dollars(2);
const PARTS_OF_USD = dollars(4);

/** A count, with its thousands apart. */
export function formatCount(count: number | undefined): string {
  return count === undefined ? NOTHING : NUMBER.format(count);
}

/** Dollars, with as many places as small amounts need. */
export function formatUsd(usd: number | undefined): string {
  if (usd === undefined) return NOTHING;
  return (usd > 0 && usd < 1 ? PARTS_OF_USD : USD).format(usd);
}

/** How long something took: `12 ms`, `3.4 s`, `2 min 5 s`. */
export function formatDuration(ms: number | undefined): string {
  if (ms === undefined) return NOTHING;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** How long ago something was: in seconds, then minutes, then hours. A clock that goes ahead of ours says `now`. */
export function formatAgo(iso: string | undefined, nowEpochMs: number): string {
  const thenEpochMs = iso === undefined ? NaN : Date.parse(iso);
  if (Number.isNaN(thenEpochMs)) return 'never';
  const seconds = Math.max(0, Math.floor((nowEpochMs - thenEpochMs) / 1_000));
  if (seconds < 1) return 'now';
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5_400) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3_600)} h ago`;
}

/** The time of day in UTC, as it is on record: `05:06:07.089`. */
export function formatTimeOfDay(iso: string): string {
  return /T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(iso)?.[1] ?? NOTHING;
}
