import { setTimeout as pause } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { BUILT } from '../lambda/artifact/built-folders.js';
import { startLambda, type Lambda } from '../lambda/emulator/function/start-lambda.js';
import { startWireRecorder, type WireRecorder } from '../support/wire-recorder.js';
import { readAuditRecords, type StoredRecord } from '../support/audit-records.js';
import { environmentOf } from '../support/system.js';
import { tokenFor } from '../support/tokens.js';
import { askOnce, keepAsking, type Ask, type CallerSetting } from './caller.js';
import { startDoomed } from './doomed-gateway.js';
import type { Evidence } from './evidence.js';
import type { Scene } from './verdict.js';
import { CALLERS, LONGEST_LIFE_MS, WARM_UP, type LifePlan } from './plan.js';

/** What the lives on one ground have in common. */
export interface GroundOptions {
  /** The file that holds the gateway. */
  readonly gateway: string;
  readonly lives: number;
  readonly mode: 'strict' | 'available';
  /** `peer`: the gateway has the internet alone, and a sibling function for the VPN, which nobody kills. */
  readonly transport: 'direct' | 'peer';
}

const TABLE = 'cross-partition-requests';
const SIBLING = 'gateway-vpn';
const RESERVED: ReadonlySet<string> = new Set(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION']);
/** As `PeerCall` is sent, in its first few hundred bytes. */
const REQUEST_ID = /"requestId":"[0-9a-f-]{36}"/g;

const modelOf = (life: number, caller: number): string => `kills.life-${life}-caller-${caller}-v1:0`;

/** What outlives the gateways: Bedrock, the table, the secrets, a sibling, and what they have seen. */
export class Ground implements Scene, AsyncDisposable {
  readonly #asks: Ask[] = [];
  #log = '';
  #lives = 0;

  private constructor(
    readonly sandbox: Sandbox,
    private readonly options: GroundOptions,
    private readonly sibling: Sibling | undefined,
  ) {}

  get mode(): GroundOptions['mode'] {
    return this.options.mode;
  }

  static async start(options: GroundOptions): Promise<Ground> {
    const ids = Array.from({ length: options.lives * CALLERS }, (_, at) =>
      modelOf(Math.floor(at / CALLERS), at % CALLERS),
    );
    const models = ids.map((id) => ({ id, family: 'claude', inference: 'on-demand' }) as const);
    const sandbox = await startSandbox({ models });
    const sibling = options.transport === 'peer' ? await startSibling(sandbox) : undefined;
    return new Ground(sandbox, options, sibling);
  }

  /** One life of a gateway, from its start to its end. */
  async live(plan: LifePlan): Promise<void> {
    const life = this.#lives++;
    const { faults } = this.sandbox;
    const gateway = await startDoomed(this.options.gateway, this.#environment());
    const token = await tokenFor(this.sandbox);
    const settingOf = (caller: number): CallerSetting => ({ url: gateway.url, token, modelId: modelOf(life, caller) });
    // Connections, secrets and the table are there when it counts.
    await askOnce(settingOf(0), WARM_UP, this.#asks);
    await Promise.all([
      faults.set('internet', plan.internet),
      faults.set('vpn', plan.vpn),
      faults.setStore('dynamodb', plan.store),
    ]);
    const begunAt = this.#answers();
    const asking = plan.callers.map((plans, caller) => keepAsking(settingOf(caller), plans, this.#asks));
    const giveUpAtMs = performance.now() + LONGEST_LIFE_MS;
    while (this.#answers() - begunAt < plan.killedAfterAnswers && performance.now() < giveUpAtMs) await pause(1);
    await pause(plan.andMs);
    this.#log += await gateway.kill();
    await Promise.all([...asking, faults.clear()]);
  }

  /** All that is known by now. */
  async evidence(): Promise<Evidence> {
    const arrivals = (['internet', 'vpn'] as const).flatMap((route) => this.sandbox.exchanges(route));
    const peerCalls = [...(this.sibling?.recorder.marks ?? [])].map((mark) => mark.slice('"requestId":"'.length, -1));
    return {
      asks: this.#asks,
      arrivals: arrivals.filter(({ modelId }) => modelId?.startsWith('kills.')),
      peerCalls: new Set(peerCalls),
      table: await this.table(),
      log: this.#log,
    };
  }

  /** How many answers have begun. */
  #answers(): number {
    return this.#asks.filter(({ requestId }) => requestId !== undefined).length;
  }

  table(): Promise<StoredRecord[]> {
    return readAuditRecords(this.sandbox.urls.dynamodb, TABLE);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sibling?.[Symbol.asyncDispose]();
    await this.sandbox.close();
  }

  #environment(): Record<string, string> {
    const own = {
      ...environmentOf(this.sandbox),
      GATEWAY_AUDIT_MODE: this.options.mode,
      GATEWAY_VPN_FALLBACK: 'internet',
    };
    return { ...own, ...this.sibling?.environment };
  }
}

/** The sibling function under AWS's runtime client, and who has seen every byte that came for it. */
interface Sibling extends AsyncDisposable {
  readonly recorder: WireRecorder;
  /** What makes a gateway call it. */
  readonly environment: Readonly<Record<string, string>>;
}

async function startSibling(sandbox: Sandbox): Promise<Sibling> {
  const variables = environmentOf(sandbox);
  // Those of the role and the region are the platform's business.
  const own = Object.fromEntries(Object.entries(variables).filter(([name]) => !RESERVED.has(name)));
  const environment = { ...own, GATEWAY_ATTACHMENT: 'vpn', GATEWAY_PEER_FUNCTION: 'gateway-internet' };
  const sibling = { name: SIBLING, folder: `${BUILT}gateway`, handler: 'index.streamHandler', timeoutMs: 60_000 };
  const lambda: Lambda = await startLambda({
    functions: [{ ...sibling, environment, reservedConcurrency: 3, whenBusy: 'wait' }],
    callers: { [String(variables['AWS_ACCESS_KEY_ID'])]: [SIBLING] },
  });
  const recorder = await startWireRecorder(lambda.url, REQUEST_ID);
  return {
    recorder,
    environment: {
      GATEWAY_ATTACHMENT: 'internet',
      GATEWAY_PEER_FUNCTION: SIBLING,
      AWS_ENDPOINT_URL_LAMBDA: recorder.url,
    },
    [Symbol.asyncDispose]: async () => {
      await recorder[Symbol.asyncDispose]();
      await lambda[Symbol.asyncDispose]();
    },
  };
}
