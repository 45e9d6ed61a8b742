import { expect, onTestFinished } from 'vitest';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { readAuditRecords, type StoredRecord } from '../support/audit-records.js';
import { forkGateway, type ForkedGateway } from '../support/fork-gateway.js';
import { HELLO } from '../support/models.js';
import { tokenFor } from '../support/tokens.js';

/** The built gateway in a process of its own, over a sandbox in this one. */
export interface Forked {
  readonly sandbox: Sandbox;
  readonly gateway: ForkedGateway;
  /** Tells the process to end. */
  signal(name?: NodeJS.Signals): void;
  /** Asks for a path with a token that grants everything. */
  ask(
    path: string,
    init?: Omit<RequestInit, 'headers'> & { headers?: Readonly<Record<string, string>> },
  ): Promise<Response>;
  /** The same for an answer of a model; resolves when Bedrock has the request. */
  askModel(path: string, headers?: Readonly<Record<string, string>>): Promise<{ readonly answer: Promise<Response> }>;
  records(): Promise<StoredRecord[]>;
}

/** Starts both; they end with the running test. */
export async function beginForked(variables: Readonly<Record<string, string>> = {}): Promise<Forked> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const gateway = await forkGateway(sandbox, variables);
  onTestFinished(() => gateway[Symbol.asyncDispose]());
  const authorization = `Bearer ${await tokenFor(sandbox)}`;
  const answers: Promise<Response>[] = [];
  // What nobody holds is collected as garbage, and `fetch` then cancels what nobody has read of it.
  onTestFinished(() => void answers.splice(0));
  const ask: Forked['ask'] = (path, init = {}) => {
    const answer = fetch(`${gateway.url}${path}`, { ...init, headers: { authorization, ...init.headers } });
    answers.push(answer);
    return answer;
  };
  return {
    sandbox,
    gateway,
    ask,
    signal: (name = 'SIGTERM') => void process.kill(gateway.pid, name),
    askModel: async (path, headers = {}) => {
      const calls = (): number => sandbox.exchanges('internet').length + sandbox.exchanges('vpn').length;
      const before = calls();
      const json = { 'content-type': 'application/json', ...headers };
      const answer = ask(path, { method: 'POST', headers: json, body: JSON.stringify(HELLO) });
      answer.catch(() => undefined);
      await expect.poll(calls).toBeGreaterThan(before);
      return { answer };
    },
    records: () => readAuditRecords(sandbox.urls.dynamodb, 'cross-partition-requests'),
  };
}

/** Waits until the gateway says that it is going away. */
export async function untilDraining(forked: Forked): Promise<void> {
  await expect.poll(async () => (await forked.ask('/health')).status).toBe(503);
}
