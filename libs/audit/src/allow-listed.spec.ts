import { describe, expect, it } from 'vitest';
import { FINISHED, STARTED } from './testing/sample-records.js';
import { addFacts, allowListed } from './allow-listed.js';
import type { AuditFacts, AuditRecord } from './audit-record.js';

const CANARY = 'canary-5d41402a';

/** A record as a careless caller might pass it. */
function withExtras(extras: object): AuditRecord {
  return { ...FINISHED, ...extras };
}

describe('allowListed', () => {
  it('writes no field that it does not know', () => {
    const record = withExtras({
      prompt: CANARY,
      completion: CANARY,
      token: CANARY,
      headers: { authorization: CANARY },
    });
    expect(JSON.stringify(allowListed(record))).not.toContain(CANARY);
  });

  it('writes no field of an attempt that it does not know', () => {
    const attempt = { ...FINISHED.attempts[0], message: CANARY, cause: { stack: CANARY } };
    const { attempts } = allowListed(withExtras({ attempts: [attempt, null, CANARY] }));
    expect(attempts).toEqual([FINISHED.attempts[0], {}, {}]);
  });

  it.each([
    ['errorType', `The prompt was ${CANARY}`],
    ['errorType', 'x'.repeat(129)],
    ['operation', { prompt: CANARY }],
    ['routingMethod', ''],
    ['requestFingerprint', CANARY],
    ['requestFingerprint', 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855'],
    ['subject', { name: CANARY }],
    ['latency', Number.NaN],
    ['inputTokens', Number.POSITIVE_INFINITY],
    ['inputTokens', '11'],
    ['success', 'true'],
    ['attempts', CANARY],
    ['tenant', undefined],
  ])('leaves out %s when it is %j', (field, value) => {
    expect(allowListed(withExtras({ [field]: value }))).not.toHaveProperty(field);
  });

  it('writes every documented field as it is', () => {
    expect(allowListed(FINISHED)).toEqual(FINISHED);
    expect(allowListed(STARTED)).toEqual(STARTED);
  });

  it('mends text that has no UTF-8, for which a store would refuse the record', () => {
    expect(allowListed(withExtras({ subject: 'a\uD800b' }))['subject']).toBe('a\uFFFDb');
  });

  it('does not follow a record that changes later', () => {
    const attempts = [...FINISHED.attempts];
    const written = allowListed(withExtras({ attempts }));
    attempts.pop();
    expect(written['attempts']).toHaveLength(2);
  });
});

describe('addFacts', () => {
  it('drops what is no fact, and what is left open', () => {
    const note = { modelId: undefined, inputTokens: 0, requestId: 'forged', subject: 'forged', prompt: CANARY };
    const facts = { outputTokens: 1 };
    addFacts(facts, note);
    expect(facts).toEqual({ inputTokens: 0, outputTokens: 1 });
  });

  it('copies attempts, whose list may still grow', () => {
    const attempts = [...FINISHED.attempts];
    const facts: AuditFacts = {};
    addFacts(facts, { attempts });
    attempts.pop();
    expect(facts.attempts).toHaveLength(2);
  });
});
