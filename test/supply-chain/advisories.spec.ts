import { describe, expect, it } from 'vitest';
import { parseAdvisories } from '../../tools/supply-chain/advisories.ts';

describe('what the registry knows about the packages', () => {
  it('is serious from high upwards, and told apart', () => {
    const vulnerabilities = {
      a: { severity: 'critical', range: '<1.2.3' },
      b: { severity: 'moderate', range: '*' },
      c: { severity: 'high', range: '2.x' },
    };
    expect(parseAdvisories(JSON.stringify({ vulnerabilities }))).toEqual({
      kind: 'answered',
      serious: ['a <1.2.3: critical', 'c 2.x: high'],
      other: ['b *: moderate'],
    });
  });

  it('is nothing where there is nothing to know', () => {
    expect(parseAdvisories('{"vulnerabilities":{}}')).toEqual({ kind: 'answered', serious: [], other: [] });
  });

  it.each(['', 'npm error', '{"error":{"code":"ENOAUDIT"}}', '{"message":"405"}'])(
    'is not taken for nothing where it does not say: %j',
    (text) => {
      expect(parseAdvisories(text)).toEqual({ kind: 'not-offered' });
    },
  );
});
