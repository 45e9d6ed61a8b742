import { isRoute, type TrafficSplit } from '@app/routing';
import { InvalidArgumentError } from 'commander';

const TARGET = /^([a-z]+)=(0|[1-9]\d?|100)$/;
const DURATION = /^(\d{1,6})(ms|s|m)$/;
const UNIT_MS = { ms: 1, s: 1_000, m: 60_000 } as const;
const RATE = /^(\d{1,3}(?:\.\d{1,2})?)%$/;
const LONGEST_HOLD_MS = 3_600_000;

/** `vpn=90` for commander: ninety of a hundred by the VPN, the rest by the internet. */
export function readTarget(text: string): TrafficSplit {
  const [, route = '', percent = ''] = TARGET.exec(text) ?? [];
  if (!isRoute(route)) throw new InvalidArgumentError('--to takes a route and its percentage, such as vpn=100.');
  return splitOf(route === 'vpn' ? Number(percent) : 100 - Number(percent));
}

/** The split that gives the VPN so many of a hundred. The heavier route comes first. */
export function splitOf(vpn: number): TrafficSplit {
  return { order: vpn > 50 ? ['vpn', 'internet'] : ['internet', 'vpn'], weights: { internet: 100 - vpn, vpn } };
}

/** `10,50,100` for commander: how much of the way is gone with each step, in percent. */
export function readShares(text: string): readonly number[] {
  const shares = text.split(',').map((part) => (/^[1-9]\d{0,2}$/.test(part) ? Number(part) : NaN));
  const areRising = shares.every((share, index) => share > (shares[index - 1] ?? 0));
  if (areRising && shares.at(-1) === 100 && shares.length <= 20) return shares;
  throw new InvalidArgumentError('--steps takes rising percentages of the way that end with 100, such as 10,50,100.');
}

/** `30s`, `500ms` or `2m` for commander, in milliseconds. */
export function readDuration(text: string): number {
  const [, count, unit] = DURATION.exec(text) ?? [];
  const durationMs = unit === 'ms' || unit === 's' || unit === 'm' ? Number(count) * UNIT_MS[unit] : NaN;
  if (durationMs <= LONGEST_HOLD_MS) return durationMs;
  throw new InvalidArgumentError('--hold takes a time up to an hour, such as 30s, 500ms or 2m.');
}

/** `1%` or `0.5%` for commander, as a share of 1. */
export function readRate(text: string): number {
  const rate = Number(RATE.exec(text)?.[1] ?? NaN) / 100;
  if (rate <= 1) return rate;
  throw new InvalidArgumentError('--max-error-rate takes a percentage up to 100%, such as 1% or 0.5%.');
}

/** Who changes the split, for commander: it is on record with the change. */
export function readName(text: string): string {
  if (/^[\x20-\x7e]{1,256}$/.test(text)) return text;
  throw new InvalidArgumentError('--by takes 1 to 256 printable ASCII characters.');
}
