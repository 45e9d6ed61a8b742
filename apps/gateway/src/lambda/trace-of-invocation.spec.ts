import { describe, expect, it } from 'vitest';
import { traceOfInvocation } from './trace-of-invocation.js';

const ROOT = '1-5759e988-bd862e3fe1be46a994272793';

describe('traceOfInvocation', () => {
  it.each([
    undefined,
    '',
    ROOT,
    'Root=canary',
    `Root=${ROOT}canary`,
    `Root=${ROOT.toUpperCase()}`,
    `Parent=53995c3f42cd8ad8;XRoot=${ROOT}`,
  ])('knows none where the runtime says %j', (header) => {
    expect(traceOfInvocation(header === undefined ? {} : { _X_AMZN_TRACE_ID: header })).toBeUndefined();
  });

  it.each([`Root=${ROOT}`, `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`, `Self=1-x;Root=${ROOT};Lineage=a`])(
    'finds it in %s',
    (header) => {
      expect(traceOfInvocation({ _X_AMZN_TRACE_ID: header })).toBe(ROOT);
    },
  );
});
