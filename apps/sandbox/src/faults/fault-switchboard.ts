import { EventEmitter, once } from 'node:events';
import { routeNames } from '../bedrock/exchange-log.js';
import type { RouteName } from '../bedrock/exchange-log.js';
import { storeNames } from './fault.js';
import type { Fault, FaultName, StoreFault, StoreName } from './fault.js';

/** Opens or closes the listener of a route or store, and resolves when that has taken effect. */
export type SetListening = (part: RouteName | StoreName, listening: boolean) => Promise<void>;

interface ActiveFault {
  readonly fault: Fault;
  /** Requests that it still hits; undefined: until it is changed. */
  hitsLeft: number | undefined;
}

/** A fault as it stands: `times` is what is left of it. The fault's other fields are there too. */
export interface StandingFault {
  readonly fault: FaultName;
  readonly times?: number;
}

/** Everything that is on. */
export interface FaultState {
  readonly routes: Readonly<Record<RouteName, StandingFault>>;
  readonly stores: Readonly<Record<StoreName, StoreFault>>;
}

/** Which faults are on. One switchboard serves a whole sandbox; what is set counts from the next request on. */
export class FaultSwitchboard {
  readonly #routes = new Map<RouteName, ActiveFault>();
  readonly #stores = new Map<StoreName, StoreFault>();
  readonly #changes = new EventEmitter().setMaxListeners(0);

  constructor(private readonly setListening: SetListening) {}

  /**
   * Puts a fault on a route, in place of the one before; requests held by that one go on. Resolves when it is in force.
   * @throws SandboxError `port-in-use` when the route comes back up and its port was taken meanwhile
   */
  async set(route: RouteName, fault: Fault): Promise<void> {
    this.#routes.set(route, { fault, hitsLeft: 'times' in fault ? fault.times : undefined });
    this.#changes.emit(route);
    await this.setListening(route, fault.fault !== 'down');
  }

  /**
   * Puts a fault on a store. Resolves when it is in force.
   * @throws SandboxError `port-in-use` when the store comes back up and its port was taken meanwhile
   */
  async setStore(store: StoreName, fault: StoreFault): Promise<void> {
    this.#stores.set(store, fault);
    await this.setListening(store, fault.fault !== 'down');
  }

  /** Ends every fault, of routes and stores. */
  async clear(): Promise<void> {
    await Promise.all([
      ...routeNames.map((route) => this.set(route, { fault: 'none' })),
      ...storeNames.map((store) => this.setStore(store, { fault: 'none' })),
    ]);
  }

  /** The fault that hits this request; counts it against `times`. */
  take(route: RouteName): Fault {
    const active = this.#routes.get(route);
    if (active === undefined || active.hitsLeft === 0) return { fault: 'none' };
    if (active.hitsLeft !== undefined) active.hitsLeft -= 1;
    return active.fault;
  }

  /** The fault that hits a request to a store. */
  storeFault(store: StoreName): StoreFault {
    return this.#stores.get(store) ?? { fault: 'none' };
  }

  /** Resolves when the route's fault is set or cleared next, or when the signal aborts. A fault that runs out is no change. */
  async changed(route: RouteName, signal: AbortSignal): Promise<void> {
    await once(this.#changes, route, { signal }).catch(() => undefined);
  }

  /** What is on at this moment, for people. */
  state(): FaultState {
    return {
      routes: { internet: this.#standing('internet'), vpn: this.#standing('vpn') },
      stores: { dynamodb: this.storeFault('dynamodb'), secrets: this.storeFault('secrets') },
    };
  }

  #standing(route: RouteName): StandingFault {
    const active = this.#routes.get(route);
    if (active === undefined || active.hitsLeft === 0) return { fault: 'none' };
    const { fault, hitsLeft } = active;
    return hitsLeft === undefined ? fault : { ...fault, times: hitsLeft };
  }
}
