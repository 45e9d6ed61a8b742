import { expect } from 'vitest';
import type { Sandbox } from '../../../apps/sandbox/src/sandbox.js';
import type { ForkedGateway } from '../../support/fork-gateway.js';
import { tokenFor } from '../../support/tokens.js';
import type { AuditTable } from './audit-table.js';
import { echoOf } from '../echo.js';
import { send, type Seen, type Visit, type Visitor } from './visit.js';
import { WEATHERS, type Weather } from './weather.js';

/** Visitors who are there at a time. */
const ABREAST = 8;

/** A breaker lets its first probe through after ten seconds. */
const RECOVERED = { timeout: 30_000, interval: 500 };

/** Those who come to a gateway, by weather, and what there has to be on record of them. */
export class Street {
  readonly #weathers = new Set<string>();
  #visits = 0;
  #recorded = 0;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly gateway: ForkedGateway,
    private readonly table: AuditTable,
    private readonly random: () => number,
  ) {}

  /** Visits so far. */
  get visits(): number {
    return this.#visits;
  }

  /** How many of them have to be on record. */
  get recorded(): number {
    return this.#recorded;
  }

  get hasSeenAll(): boolean {
    return this.#weathers.size === WEATHERS.length;
  }

  /** Has so many visits pass in a weather, each kind of them at least once, and compares all with their records. */
  async pass(weather: Weather, visits: number): Promise<void> {
    this.#weathers.add(weather.name);
    if (weather.fault !== undefined) await this.sandbox.faults.set('internet', weather.fault);
    const plan = this.#plan(weather, visits);
    const rotateAt = Math.floor(plan.length / 2);
    const seen: Seen[] = [];
    const walk = async (): Promise<void> => {
      for (let visit = plan.pop(); visit !== undefined; visit = plan.pop()) {
        if (plan.length === rotateAt && weather.rotates !== undefined) await this.sandbox.rotateSecret(weather.rotates);
        seen.push(...(await this.#receive(visit, pick(weather.prefixes, this.random), weather.name)));
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, walk));
    await this.sandbox.faults.clear();
    for (const one of seen) await expectOnRecord(this.table, one);
  }

  /** Waits until the internet route is served again, by asking for it. */
  async recover(): Promise<void> {
    const ask = async (): Promise<number> => {
      const visitor = await this.#visitor('/internet', 'recovering');
      const response = await send(visitor, '/bedrock/invoke', { body: echoOf(visitor.nonce).envelope });
      await response.arrayBuffer();
      // Refused or not, it is on record.
      this.#recorded += 1;
      return response.status;
    };
    await expectRecovery(ask);
  }

  /** In an order that chance decides. */
  #plan({ visits }: Weather, count: number): Visit[] {
    const all = Array.from({ length: count }, (_, index) => visits[index % visits.length] as Visit);
    return all
      .map((visit) => ({ visit, rank: this.random() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ visit }) => visit);
  }

  async #receive(visit: Visit, prefix: string, where: string): Promise<Seen[]> {
    const visitor = await this.#visitor(prefix, where);
    const seen = await visit(visitor).catch((error: unknown) => {
      throw new Error(`${visitor.nonce}, under "${prefix}"`, { cause: error });
    });
    this.#recorded += Number(seen !== undefined);
    return seen === undefined ? [] : [seen];
  }

  async #visitor(prefix: string, where: string): Promise<Visitor> {
    this.#visits += 1;
    const nonce = `visit-${this.#visits}-${where.replaceAll(' ', '-')}`;
    const [token, poorToken] = await Promise.all([
      tokenFor(this.sandbox),
      tokenFor(this.sandbox, { permissions: ['bedrock:list-models'] }),
    ]);
    return { url: this.gateway.url, token, poorToken, nonce, prefix };
  }
}

async function expectOnRecord(table: AuditTable, { requestId, record }: Seen): Promise<void> {
  await expect.poll(() => table.endingsOf(requestId), { message: `the record of ${requestId}` }).toEqual([record]);
}

async function expectRecovery(ask: () => Promise<number>): Promise<void> {
  await expect.poll(ask, RECOVERED).toBe(200);
}

function pick<Value>(values: readonly Value[], random: () => number): Value {
  return values[Math.floor(random() * values.length)] as Value;
}
