import { randomBytes } from 'node:crypto';
import { vi } from 'vitest';
import { MODELS } from '../support/models.js';
import { get, post } from '../support/post.js';
import type { Lab } from './lab.js';
import { LETTERS } from './plan.js';

/** Data that may take no way but the tunnel, and data that may take either. */
export type DataClass = 'cui' | 'internal';

/** How a question is asked; what is not said does not matter. */
export interface AskOptions {
  readonly path?: string;
  readonly accept?: string;
  readonly timeoutMs?: number;
  /** Makes the prompt longer. */
  readonly padding?: string;
}

/** Callers leave an answer that takes this much longer than they allowed for. */
const PATIENCE_MS = 10_000;

/** What callers and an operator do in the lab. */
export class Callers {
  /** In every prompt of its class, and so in all that carries one in clear: the stand-in's answers say it again. */
  readonly canaries: Readonly<Record<DataClass, string>> = { cui: drawCanary('cui'), internal: drawCanary('internal') };

  constructor(private readonly lab: Lab) {}

  /** The body for the model, as it stands in the envelope. */
  bodyOf(dataClass: DataClass, padding = ''): string {
    const messages = [{ role: 'user', content: `${this.canaries[dataClass]} ${padding}` }];
    return JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, messages });
  }

  /** Asks without naming a route: the class decides which one it may be. */
  ask(dataClass: DataClass, options: AskOptions = {}): Promise<Response> {
    const { path = '/bedrock/invoke', accept = '*/*', timeoutMs = 60_000, padding } = options;
    const headers = { accept, 'x-data-classification': dataClass, 'x-request-timeout-ms': String(timeoutMs) };
    const envelope = `{"modelId":"${MODELS[0].modelId}","body":${this.bodyOf(dataClass, padding)}}`;
    return post(this.lab, path, envelope, { headers, signal: AbortSignal.timeout(timeoutMs + PATIENCE_MS) });
  }

  /** How long it takes from now until a cui request is answered; one is tried after the other. */
  async waitUntilServed(timeout: number): Promise<number> {
    const startedAt = performance.now();
    const isServed = async (): Promise<boolean> => (await this.ask('cui', { timeoutMs: 3_000 })).status === 200;
    await vi.waitUntil(isServed, { timeout, interval: 100 });
    return Math.round(performance.now() - startedAt);
  }

  /** The VPN route as its status shows it. Nothing else is asked for, so the other route is not probed for it. */
  async readVpnStatus(): Promise<unknown> {
    const response = await get(this.lab, '/v1/vpn/status');
    return ((await response.json()) as { routes: { vpn: unknown } }).routes.vpn;
  }

  /** Tunnels that are up, as each daemon counts them: AWS's side, then both appliances. */
  countTunnels(): Promise<number[]> {
    const { aws, appliances } = this.lab;
    const daemons = [aws.charon, ...LETTERS.map((letter) => appliances[letter].charon)];
    return Promise.all(daemons.map((daemon) => daemon.countTunnels()));
  }

  /** Whether either appliance has one tunnel and nobody is at work on another: both sides may have begun at once. */
  async isSettled(): Promise<boolean> {
    const counts = await this.countTunnels();
    const { output } = await this.lab.aws.charon.swanctl('--list-sas');
    return counts.join() === '2,1,1' && !output.includes('CONNECTING');
  }
}

function drawCanary(name: string): string {
  return `canary-${name}-${randomBytes(12).toString('hex')}`;
}
