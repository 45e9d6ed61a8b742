import { measureColdStarts, type ColdStart, type ColdStartRow } from '../cold-start/measure-cold-starts.ts';
import type { Pace } from '../plan.ts';
import { OURS } from '../report/goals.ts';
import { BARE, type Quantity } from '../report/quantity.ts';

const ROUNDS: Readonly<Record<Pace, number>> = { quick: 2, usual: 7, full: 21 };

/** The other handler is the least that streams from Bedrock in Lambda. */
const CONTESTANTS: Readonly<Record<ColdStartRow['name'], string>> = { 'bare handler': BARE, gateway: OURS };

/** How long a cold start takes: the gateway as it is deployed, next to a bare handler with AWS's client. */
export async function measureCold(pace: Pace): Promise<readonly Quantity[]> {
  const rows = await measureColdStarts(ROUNDS[pace]);
  const pick = (figure: (start: ColdStart) => number): Quantity['rounds'] =>
    Object.fromEntries(rows.map(({ name, starts }) => [CONTESTANTS[name], starts.map(figure)]));
  const sizes = rows.map(({ name, size }) => [CONTESTANTS[name], [size.zipBytes / 1_000]]);
  return [
    {
      ...coldQuantity('cold.init', 'function: init (bare: handler with AWS client)', 'ms', BARE),
      rounds: pick(({ initMs }) => initMs),
    },
    {
      ...coldQuantity('cold.init-cpu', 'function: CPU time of init', 'ms', BARE),
      rounds: pick(({ initCpuMs }) => initCpuMs),
    },
    {
      ...coldQuantity('cold.first-answer', 'function: first answer after init', 'ms', BARE),
      rounds: pick(({ firstAnswerMs }) => firstAnswerMs),
    },
    {
      ...coldQuantity('cold.first-to-warm', 'function: first answer to a warm one', 'times', undefined),
      rounds: pick(({ firstAnswerMs, warmAnswerMs }) => firstAnswerMs / warmAnswerMs),
    },
    { ...coldQuantity('cold.size', 'function: zipped', 'kB', undefined), rounds: Object.fromEntries(sizes) },
  ];
}

function coldQuantity(id: string, title: string, unit: string, reference: string | undefined) {
  return { id, group: 'cold', title, unit, better: 'lower', reference } as const;
}
