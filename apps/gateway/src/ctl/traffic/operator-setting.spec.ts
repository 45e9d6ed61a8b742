import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  EMBEDDED_DYNAMODB_ENV,
  startEmbeddedDynamoDb,
  type EmbeddedDynamoDb,
} from '../../../../../test/support/embedded-dynamodb.js';
import { OperatorSetting } from './operator-setting.js';
import { splitOf } from './read-shift-options.js';

const change = (vpn: number, changedBy = 'alice') => ({
  ...splitOf(vpn),
  changedBy,
  changedAt: '2026-01-02T03:04:05.678Z',
});

let dynamoDb: EmbeddedDynamoDb;
let setting: OperatorSetting;

beforeEach(async () => {
  for (const [name, value] of Object.entries(EMBEDDED_DYNAMODB_ENV)) vi.stubEnv(name, value);
  dynamoDb = await startEmbeddedDynamoDb();
  setting = OperatorSetting.open({
    GATEWAY_TRAFFIC_TABLE: 'traffic',
    GATEWAY_AUDIT_CREATE_TABLE: 'true',
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
  });
});
afterEach(async () => {
  setting[Symbol.dispose]();
  await dynamoDb.close();
  vi.unstubAllEnvs();
});

describe('OperatorSetting', () => {
  it.each([
    [{}, /GATEWAY_TRAFFIC_TABLE is not set/],
    [{ GATEWAY_TRAFFIC_TABLE: '' }, /GATEWAY_TRAFFIC_TABLE is set but empty/],
    [{ GATEWAY_TRAFFIC_TABEL: 'traffic' }, /GATEWAY_TRAFFIC_TABEL is not a variable/],
  ])('names what is wrong with the environment %j', (env, message) => {
    expect(() => OperatorSetting.open(env)).toThrow(message);
  });

  it('names a table that is not there', async () => {
    using missing = OperatorSetting.open({
      GATEWAY_TRAFFIC_TABLE: 'nothing-here',
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
    });

    await expect(missing.read()).rejects.toMatchObject({
      exit: 'environment',
      message: 'There is no such table of the split',
      next: 'check GATEWAY_TRAFFIC_TABLE, AWS_REGION, and the account',
    });
  });

  it('counts versions, and refuses what was made from an older one', async () => {
    const first = await setting.write(change(10), undefined);
    const second = await setting.write(change(50), first);
    expect([first.version, second.version]).toEqual([1, 2]);

    await expect(setting.write(change(60, 'bob'), first)).rejects.toMatchObject({
      exit: 'busy',
      message: 'The split was changed by alice at 2026-01-02T03:04:05.678Z meanwhile: it is left as it is',
    });
    await expect(setting.write(change(60, 'bob'), undefined)).rejects.toMatchObject({ exit: 'busy' });
    expect(await setting.read()).toEqual(second);
  });

  it('finds out whether a write was done whose answer was lost', async () => {
    const first = await setting.write(change(10), undefined);
    dynamoDb.loseNextAnswerOf('PutItem');

    expect(await setting.write(change(50), first)).toMatchObject({ version: 2, weights: { vpn: 50 } });
  });

  it('says that nothing is changed where the write was not done', async () => {
    dynamoDb.failNext('PutItem', 'ProvisionedThroughputExceededException');

    await expect(setting.write(change(10), undefined)).rejects.toMatchObject({
      exit: 'environment',
      message: 'The table of the split cannot be used: AWS throttles it',
    });
    expect(await setting.read()).toBeUndefined();
  });

  it('says that it does not know where nobody can tell', async () => {
    const first = await setting.write(change(10), undefined);
    dynamoDb.loseNextAnswerOf('PutItem');
    dynamoDb.loseNextAnswerOf('GetItem');

    await expect(setting.write(change(50), first)).rejects.toMatchObject({
      exit: 'unfinished',
      next: 'ctl traffic show',
    });
  });

  it('notices that somebody has taken it away', async () => {
    const never = { ...change(10), version: 1 };

    await expect(setting.require(never)).rejects.toMatchObject({
      exit: 'busy',
      message: 'The split was taken away meanwhile: it is left as it is',
    });
  });
});
