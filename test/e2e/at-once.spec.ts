import { describe, expect, it } from 'vitest';
import { beginSystem } from '../support/begin-system.js';
import { PREMIER_PROFILE } from '../support/native-calls.js';
import { converse, LONELY, PREMIER, seen } from '../support/profile-calls.js';

describe('what many ask for at first', () => {
  it('the profile of a model that needs one, is found out once', async () => {
    const system = await beginSystem();
    const answers = await Promise.all(Array.from({ length: 50 }, () => converse(system, PREMIER)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    const counts = Map.groupBy(seen(system), (call) => call);
    expect(counts.get('ListFoundationModels 200')).toHaveLength(1);
    expect(counts.get('ListInferenceProfiles 200')).toHaveLength(1);
    expect(counts.get(`Converse ${PREMIER_PROFILE} 200`)).toHaveLength(50);
    expect((await system.records()).filter((record) => record['outcome'] !== 'complete')).toEqual([]);
  });

  it('the profile of a model that has none, is created once', async () => {
    const env = { GATEWAY_CREATE_INFERENCE_PROFILES: 'true' };
    const system = await beginSystem({ env, sandbox: { models: [LONELY] } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => converse(system, LONELY.id)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ headers }) => headers.get('x-inference-profile'))).size).toBe(1);
    expect(seen(system).filter((call) => call.startsWith('CreateInferenceProfile'))).toHaveLength(1);
  });
});
