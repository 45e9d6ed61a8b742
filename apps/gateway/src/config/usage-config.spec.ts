import { describe, expect, it } from 'vitest';
import { readUsage } from './usage-config.js';
import { VariableReader } from './variable-reader.js';

function read(env: Readonly<Record<string, string>>, otherTables: readonly string[] = []) {
  const variables = new VariableReader(env);
  const usage = readUsage(variables, otherTables);
  return { usage, problems: variables.problems() };
}

const SHAPE =
  'must give each model inputUsdPerMTok and outputUsdPerMTok, cacheReadUsdPerMTok and cacheWriteUsdPerMTok if wanted, and nothing else';
const RANGE = 'must price tokens with numbers from 0 to 100000';

describe('readUsage', () => {
  it('knows no prices and counts nothing unless it is told to', () => {
    expect(read({})).toEqual({ usage: { prices: [], tableName: undefined, ttlDays: 400 }, problems: [] });
  });

  it.each([
    ['nothing', '', 'is set but empty: give it a value or unset it'],
    ['no JSON', 'nova=1', 'must be a JSON object'],
    ['a list', '[]', 'must be a JSON object'],
    ['no model', '{}', 'must name from 1 to 256 models'],
    [
      'one model twice',
      '{"a":{"inputUsdPerMTok":1,"outputUsdPerMTok":1},"a":{"inputUsdPerMTok":2,"outputUsdPerMTok":2}}',
      'must name each model and each price once',
    ],
    [
      'one price twice',
      '{"a":{"inputUsdPerMTok":1,"inputUsdPerMTok":9,"outputUsdPerMTok":1}}',
      'must name each model and each price once',
    ],
    [
      'an impossible model',
      '{"a b":{"inputUsdPerMTok":1,"outputUsdPerMTok":1}}',
      'must name its models with 1 to 256 of A-Z a-z 0-9 . : / _ - *',
    ],
    ['a bare number', '{"a":1}', SHAPE],
    ['a misspelt price', '{"a":{"inputUsdPerMTok":1,"outputUsdPerMTok":1,"cacheReadsUsdPerMTok":1}}', SHAPE],
    ['a price that is missing', '{"a":{"inputUsdPerMTok":1}}', RANGE],
    ['a price in words', '{"a":{"inputUsdPerMTok":"1","outputUsdPerMTok":1}}', RANGE],
    ['a price below nothing', '{"a":{"inputUsdPerMTok":-1,"outputUsdPerMTok":1}}', RANGE],
    ['a price without end', '{"a":{"inputUsdPerMTok":1e999,"outputUsdPerMTok":1}}', RANGE],
  ])('refuses prices that are %s', (_, text, reason) => {
    expect(read({ GATEWAY_MODEL_PRICES: text }).problems).toEqual([{ name: 'GATEWAY_MODEL_PRICES', reason }]);
  });

  it('takes prices in the order in which they stand', () => {
    const text =
      '{"*.claude-*":{"inputUsdPerMTok":15,"outputUsdPerMTok":75,"cacheReadUsdPerMTok":1.5,"cacheWriteUsdPerMTok":18.75},"*":{"inputUsdPerMTok":0,"outputUsdPerMTok":0.24}}';
    expect(read({ GATEWAY_MODEL_PRICES: text })).toMatchObject({
      problems: [],
      usage: {
        prices: [
          {
            glob: '*.claude-*',
            inputUsdPerMTok: 15,
            outputUsdPerMTok: 75,
            cacheReadUsdPerMTok: 1.5,
            cacheWriteUsdPerMTok: 18.75,
          },
          { glob: '*', inputUsdPerMTok: 0, outputUsdPerMTok: 0.24 },
        ],
      },
    });
  });

  it('takes a table and a number of days', () => {
    const { usage, problems } = read({ GATEWAY_USAGE_TABLE: 'model-usage', GATEWAY_USAGE_TTL_DAYS: '731' });
    expect(problems).toEqual([]);
    expect(usage).toEqual({ prices: [], tableName: 'model-usage', ttlDays: 731 });
  });

  it('refuses a table of something else, as counters are written to by other rules', () => {
    const { problems } = read({ GATEWAY_USAGE_TABLE: 'audit' }, ['revoked', 'audit']);
    expect(problems).toEqual([{ name: 'GATEWAY_USAGE_TABLE', reason: 'must not be the table of anything else' }]);
  });

  it.each(['0', '3651', 'a year'])('refuses to keep counters for %s days', (days) => {
    expect(read({ GATEWAY_USAGE_TTL_DAYS: days }).problems).toMatchObject([{ name: 'GATEWAY_USAGE_TTL_DAYS' }]);
  });
});
