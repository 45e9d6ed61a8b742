import { byId, setText } from './elements.js';
import type { Fields } from './fields.js';
import { ROUTE_NAMES, ROUTE_TITLES, viewRoute, type RouteMood, type RouteName, type RouteView } from './route-view.js';

/** A shape for each state, for those who tell no red from green. */
const SHAPES: Readonly<Record<RouteMood, string>> = { up: '●', down: '■', waiting: '▲', unknown: '◇', off: '–' };

/** Shows both routes, and says aloud when one of them changes. */
export class RoutesPanel {
  private readonly moods = new Map<RouteName, RouteMood>();

  /** Shows how the routes stand. */
  show(status: Fields, nowEpochMs: number): void {
    for (const route of ROUTE_NAMES) {
      const view = viewRoute(status, route, nowEpochMs);
      showRoute(route, view);
      this.announce(route, view);
    }
  }

  private announce(route: RouteName, { mood, state, reason }: RouteView): void {
    const before = this.moods.get(route);
    this.moods.set(route, mood);
    // What was not known before is no change, and what waits is soon known.
    if (before === undefined || before === mood || mood === 'waiting') return;
    const why = mood === 'down' && reason !== undefined ? `: ${reason}` : '';
    setText(byId('announcements', HTMLElement), `${ROUTE_TITLES[route]} route: ${state}${why}`);
  }
}

function showRoute(route: RouteName, { mood, state, reason = '', proof, breaker, traffic }: RouteView): void {
  const part = (name: string): HTMLElement => byId(`${route}-${name}`, HTMLElement);
  part('card').dataset['mood'] = mood;
  setText(part('shape'), SHAPES[mood]);
  setText(part('state'), state);
  setText(part('reason'), reason);
  setText(part('proof'), proof);
  setText(part('breaker'), breaker);
  setText(part('traffic'), traffic);
}
