import { ROUTES, type TrafficSetting, type TrafficSplit } from '@app/routing';
import type { Figures, RouteFigures } from './count-attempts.js';

/** `internet=90 vpn=10`. */
export function renderWeights({ weights }: TrafficSplit): string {
  return ROUTES.map((route) => `${route}=${weights[route]}`).join(' ');
}

/** A setting with its history, in two lines. */
export function renderSetting(setting: TrafficSetting): string {
  const { version, changedAt, changedBy, previous } = setting;
  const before = previous === undefined ? '' : `before that ${renderWeights(previous)} (ctl traffic rollback)\n`;
  return `${renderWeights(setting)}  version ${version}, by ${changedBy} at ${changedAt}\n${before}`;
}

/** What goes by each route, and how much of it fails: `internet 380 attempts, 0 failed; vpn 42 attempts, 1 failed (2.4 %)`. */
export function renderFigures(figures: Figures): string {
  return ROUTES.map((route) => `${route} ${renderRoute(figures[route])}`).join('; ');
}

function renderRoute({ attempts, failed }: RouteFigures): string {
  const share = attempts === 0 ? '' : ` (${((failed / attempts) * 100).toFixed(1)} %)`;
  return `${attempts} attempts, ${failed} failed${share}`;
}
