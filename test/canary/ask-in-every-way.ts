import { ask, KINDS } from './asked.js';
import type { CanaryGround } from './canary-ground.js';
import { leaksInAnswer } from './leaks-in-answer.js';

/** Who asked: the texts that a sink may hold of its callers. */
export interface Askers {
  readonly subjects: readonly string[];
  readonly tenants: readonly string[];
}

/** Asks a gateway once in each way that there is, each time as somebody else. */
export async function askInEveryWay(url: string, ground: CanaryGround): Promise<Askers> {
  const [subjects, tenants]: [string[], string[]] = [[], []];
  const texts = ground.answerWith('an answer in one piece');
  for (const kind of Object.values(KINDS)) {
    const asked = ask(kind, ground.canaries);
    const [, subject = '', tenant = ''] = asked.recorded;
    subjects.push(subject);
    tenants.push(tenant);
    await leaksInAnswer({ url, ground }, asked, texts);
  }
  return { subjects, tenants };
}
