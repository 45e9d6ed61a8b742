import { measureWarmLambda, type WarmLambdaRow, type WarmRound } from '../lambda/measure-warm-lambda.ts';
import type { Pace } from '../plan.ts';
import { OURS } from '../report/goals.ts';
import { BARE, type Quantity } from '../report/quantity.ts';

const PACES: Readonly<Record<Pace, { readonly rounds: number; readonly invocations: number }>> = {
  quick: { rounds: 4, invocations: 150 },
  usual: { rounds: 6, invocations: 400 },
  full: { rounds: 15, invocations: 1_000 },
};

/** The other handler is the least that streams from Bedrock in Lambda. */
const CONTESTANTS: Readonly<Record<WarmLambdaRow['name'], string>> = { 'bare handler': BARE, gateway: OURS };

/** What a warm function takes for one streamed answer of an upstream that takes no time, and what that costs. */
export async function measureLambda(pace: Pace): Promise<readonly Quantity[]> {
  const { rounds, invocations } = PACES[pace];
  const rows = await measureWarmLambda(rounds, invocations);
  const quantity = (name: string, title: string, figure: (round: WarmRound) => number): Quantity => ({
    id: `lambda.${name}`,
    group: 'lambda',
    title: `in Lambda, ${title} (bare: handler with AWS client)`,
    unit: 'ms',
    better: 'lower',
    reference: BARE,
    rounds: Object.fromEntries(rows.map((row) => [CONTESTANTS[row.name], row.rounds.map(figure)])),
  });
  return [
    quantity('first-byte-p50', 'time to the first byte, p50', ({ firstByteMs }) => firstByteMs.p50),
    quantity('whole-p50', 'time to the end, p50', ({ wholeMs }) => wholeMs.p50),
    quantity('whole-p99', 'time to the end, p99', ({ wholeMs }) => wholeMs.p99),
    quantity('cpu', 'CPU time per invocation', ({ cpuMs }) => cpuMs),
  ];
}
