import { AuditTrail } from '@app/audit';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import type { StoredRecord } from '../support/audit-records.js';
import type { RecordedSystem } from '../support/begin-system.js';
import { HELLO } from '../support/models.js';
import { callsOf } from '../support/traffic.js';
import { askOnce, type Ask } from './caller.js';
import type { Evidence } from './evidence.js';
import type { AskPlan } from './plan.js';
import type { Scene } from './verdict.js';

/** A gateway in this process, which nobody kills. */
export class SystemScene implements Scene {
  readonly sandbox: Sandbox;
  readonly #asks: Ask[] = [];
  #token: string | undefined;

  constructor(
    private readonly system: RecordedSystem,
    readonly mode: Scene['mode'],
  ) {
    this.sandbox = system.sandbox;
  }

  /** Asks all at the same time; tells how each was answered, and how many of them an upstream has seen. */
  async ask(plans: readonly AskPlan[]): Promise<{ readonly statuses: unknown[]; readonly sent: number }> {
    const before = this.#arrivals().length;
    this.#token ??= await this.system.token();
    const setting = { url: this.system.url, token: this.#token, modelId: HELLO.modelId };
    const asks = plans.map((): Ask[] => []);
    await Promise.all(plans.map((plan, at) => askOnce(setting, plan, asks[at] ?? [])));
    this.#asks.push(...asks.flat());
    return { statuses: asks.flat().map(({ status }) => status), sent: this.#arrivals().length - before };
  }

  /** Resolves when every record is finished, and has landed or is spilled; looks at no table for that. */
  async settled(): Promise<void> {
    await this.system.app.get(AuditTrail, { strict: false }).idle(AbortSignal.timeout(20_000));
  }

  async evidence(): Promise<Evidence> {
    const table = await this.system.records();
    return {
      asks: this.#asks,
      arrivals: this.#arrivals(),
      peerCalls: new Set(),
      table,
      log: this.system.output.text(),
    };
  }

  table(): Promise<StoredRecord[]> {
    return this.system.records();
  }

  #arrivals(): Evidence['arrivals'] {
    return (['internet', 'vpn'] as const).flatMap((route) => callsOf(this.system, route));
  }
}
