import { createHash } from 'node:crypto';
import { HELLO } from '../support/models.js';
import { readToTheEnd } from '../support/read-stream-chunks.js';
import type { AskPlan } from './plan.js';

/** What one caller knows of one request. */
export interface Ask {
  readonly modelId: string;
  /** SHA-256 of the body that Bedrock would get; no two requests have the same. */
  readonly fingerprint: string;
  /** Undefined until an answer begins. */
  requestId?: string;
  status?: number;
  /** Whether the answer ended as a whole one does. */
  isWhole: boolean;
}

/** Who asks, and where. */
export interface CallerSetting {
  readonly url: string;
  readonly token: string;
  /** Its own, so that what an upstream sees of a request that breaks off can be told from others'. */
  readonly modelId: string;
}

/** Numbers the requests of all callers: no body is like another. */
let asked = 0;

/** Asks one request after the other until the gateway is gone. */
export async function keepAsking(setting: CallerSetting, plans: readonly AskPlan[], asks: Ask[]): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    const plan = plans[turn % plans.length];
    if (plan === undefined || !(await askOnce(setting, plan, asks))) return;
  }
}

/** Asks, and notes it in `asks` before anything is sent. Resolves with false when nobody answers any more. */
export async function askOnce({ url, token, modelId }: CallerSetting, plan: AskPlan, asks: Ask[]): Promise<boolean> {
  const content = `request ${(asked += 1)} ${'x'.repeat(plan.paddingBytes)}`;
  const body = { ...HELLO.body, messages: [{ role: 'user', content }] };
  const fingerprint = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  const ask: Ask = { modelId, fingerprint, isWhole: false };
  asks.push(ask);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: plan.form.accept };
  const request = { method: 'POST', headers, body: JSON.stringify({ modelId, body }) };
  try {
    const response = await fetch(`${url}${plan.prefix}${plan.form.path}`, request);
    ask.requestId = response.headers.get('x-request-id') ?? '';
    ask.status = response.status;
    ask.isWhole = (await readToTheEnd(response)).isWhole;
    return true;
  } catch {
    return false;
  }
}
