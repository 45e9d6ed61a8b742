import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault, StoreFault } from '../../../apps/sandbox/src/sandbox.js';
import type { Finding } from '../../../apps/gateway/src/ctl/doctor/finding.js';
import { ctl } from '../../ctl/ctl-in-process.js';
import { codeWordsIn, readTable } from '../read-document.js';
import { beginDuty, type Duty } from './duty.js';
import { OPERATIONS } from './read-runbooks.js';

/** A line of the table: what the doctor may say, and the section that it leads to. */
interface Lead {
  /** Checks, or beginnings of what `call` has found. */
  readonly words: readonly string[];
  readonly ofCall: boolean;
  readonly section: string;
}

const LEADS: readonly Lead[] = readTable(OPERATIONS, 'What to look at first').map((row) => {
  const [said = '', sections = ''] = Object.values(row);
  const ofCall = said.startsWith('a route');
  const words = codeWordsIn(said).filter((word) => word !== 'call');
  return { words, ofCall, section: sections };
});

/** What the table says about the first failure that the doctor names. */
function lookUp({ check, detail }: Finding): string {
  const isOfCall = check.endsWith(' route: call');
  const lead = LEADS.find(
    ({ words, ofCall }) =>
      ofCall === isOfCall && words.some((word) => (ofCall ? detail.startsWith(word) : check === word)),
  );
  return lead?.section ?? `no row for ${check}: ${detail}`;
}

let duty: Duty;
beforeAll(async () => {
  duty = await beginDuty();
});
afterEach(() => duty.recover());
afterAll(() => duty[Symbol.asyncDispose]());

/** How late the slow ones are, and what is slow while one of them is looked for; else a busy machine never is. */
const [LATE_MS, SLOW_MS, NEVER_MS] = [280, 250, 5_000];

async function firstFailure({ fault }: Fault | StoreFault): Promise<Finding> {
  const isSlow = fault === 'late' || fault === 'slow';
  const { documents } = await ctl(duty.system, [
    'doctor',
    '--json',
    '--slow-after',
    String(isSlow ? SLOW_MS : NEVER_MS),
  ]);
  const failure = documents.find(({ state }) => state === 'failed');
  if (failure === undefined) throw new Error('The doctor has found nothing');
  return failure as unknown as Finding;
}

describe('the table of docs/operations.md leads from the doctor’s first failure to the right section', () => {
  it.each<['internet' | 'vpn', Fault, string]>([
    ['internet', { fault: 'down' }, 'route-slow'],
    ['vpn', { fault: 'down' }, 'tunnel-down'],
    ['vpn', { fault: 'reset' }, 'tunnel-down'],
    ['vpn', { fault: 'cut' }, 'tunnel-down'],
    ['internet', { fault: 'html' }, 'route-slow'],
    ['internet', { fault: 'error' }, 'route-slow'],
    ['internet', { fault: 'late', delayMs: LATE_MS }, 'route-slow'],
    ['internet', { fault: 'throttle' }, 'bedrock-throttles'],
    ['vpn', { fault: 'not-ready' }, 'bedrock-throttles'],
    ['vpn', { fault: 'expired' }, 'credential-expired'],
  ])('where %s has %j', async (route, fault, section) => {
    await duty.sandbox.faults.set(route, fault);
    expect(lookUp(await firstFailure(fault))).toContain(`(#${section})`);
  });

  it.each<['dynamodb' | 'secrets', StoreFault['fault'], string]>([
    ['dynamodb', 'down', 'audit-store-down'],
    ['dynamodb', 'error', 'audit-store-down'],
    ['dynamodb', 'throttle', 'audit-store-down'],
    ['dynamodb', 'slow', 'audit-store-down'],
    ['secrets', 'down', 'credential-expired'],
    ['secrets', 'error', 'credential-expired'],
    ['secrets', 'throttle', 'credential-expired'],
    ['secrets', 'slow', 'credential-expired'],
  ])('where %s has %s', async (store, fault, section) => {
    await duty.sandbox.faults.setStore(store, { fault, delayMs: LATE_MS });
    expect(lookUp(await firstFailure({ fault }))).toContain(`(#${section})`);
  });
});
