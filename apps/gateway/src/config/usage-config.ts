import type { ModelPrice, ModelPrices } from '../usage/estimate-cost-usd.js';
import { tableName } from './audit-config.js';
import { hasDuplicateKey } from './has-duplicate-key.js';
import { membersOf, parseJsonObject, type JsonMembers } from './parse-json-object.js';
import { UnfitValue, wholeNumber } from './parse-value.js';
import type { VariableReader } from './variable-reader.js';

/** What is counted about the use of models, and by which prices its cost is estimated. */
export interface UsageConfig {
  /** None: no cost is estimated anywhere. */
  readonly prices: ModelPrices;
  /** Table of the counters; undefined: nothing is counted, and usage is added up out of the records. */
  readonly tableName: string | undefined;
  /** Days for which counters are kept. */
  readonly ttlDays: number;
}

/** More is not a price list any more; and nothing that is sold by the token costs more. */
const MOST_PRICES = 256;
const MOST_USD_PER_MTOK = 100_000;

/** What a glob over model ids may look like. */
const MODEL_GLOB = /^[A-Za-z0-9.:/_*-]{1,256}$/;

const NEEDED = ['inputUsdPerMTok', 'outputUsdPerMTok'] as const;
const OPTIONAL = ['cacheReadUsdPerMTok', 'cacheWriteUsdPerMTok'] as const;
const KNOWN: ReadonlySet<string> = new Set([...NEEDED, ...OPTIONAL]);

const SHAPE = `must give each model ${NEEDED.join(' and ')}, ${OPTIONAL.join(' and ')} if wanted, and nothing else`;

/** Reads the prices and the `GATEWAY_USAGE_*` variables. The counters never share a table with anything else. */
export function readUsage(variables: VariableReader, otherTables: readonly (string | undefined)[]): UsageConfig {
  const usageTable = variables.optional('GATEWAY_USAGE_TABLE', tableName);
  if (usageTable !== undefined && otherTables.includes(usageTable)) {
    variables.report('GATEWAY_USAGE_TABLE', 'must not be the table of anything else');
  }
  return {
    prices: variables.withDefault<ModelPrices>('GATEWAY_MODEL_PRICES', parsePrices, []),
    tableName: usageTable,
    ttlDays: variables.withDefault('GATEWAY_USAGE_TTL_DAYS', wholeNumber(1, 3_650), 400),
  };
}

function parsePrices(text: string): ModelPrices {
  const models = parseJsonObject(text);
  if (models === undefined) throw new UnfitValue('must be a JSON object');
  // Of two prices for one model, nobody knows which is meant.
  if (hasDuplicateKey(text)) throw new UnfitValue('must name each model and each price once');
  if (models.size === 0 || models.size > MOST_PRICES) {
    throw new UnfitValue(`must name from 1 to ${MOST_PRICES} models`);
  }
  return Array.from(models, ([glob, price]) => toPrice(glob, membersOf(price)));
}

function toPrice(glob: string, members: JsonMembers | undefined): ModelPrice {
  if (!MODEL_GLOB.test(glob)) throw new UnfitValue('must name its models with 1 to 256 of A-Z a-z 0-9 . : / _ - *');
  if (members === undefined || ![...members.keys()].every((name) => KNOWN.has(name))) throw new UnfitValue(SHAPE);
  const [inputUsdPerMTok, outputUsdPerMTok] = NEEDED.map((name) => toUsd(members.get(name)));
  if (inputUsdPerMTok === undefined || outputUsdPerMTok === undefined) throw new UnfitValue(SHAPE);
  const cached = OPTIONAL.filter((name) => members.has(name)).map((name) => [name, toUsd(members.get(name))]);
  return { glob, inputUsdPerMTok, outputUsdPerMTok, ...Object.fromEntries(cached) };
}

function toUsd(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= MOST_USD_PER_MTOK) return value;
  throw new UnfitValue(`must price tokens with numbers from 0 to ${MOST_USD_PER_MTOK}`);
}
