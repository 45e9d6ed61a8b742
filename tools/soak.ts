/** `npm run soak -- --minutes 30`: mixed load for so long, every answer and every record looked at. */
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { SOAK_MINUTES_VARIABLE } from '../test/load/soak/soak-minutes.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const minutes = Number(values.minutes);
if (!Number.isFinite(minutes) || minutes <= 0) throw new Error('--minutes takes a number above 0');

process.env[SOAK_MINUTES_VARIABLE] = String(minutes);
const vitest = await startVitest('test', [], { watch: false, project: ['soak'] });
await vitest.close();
