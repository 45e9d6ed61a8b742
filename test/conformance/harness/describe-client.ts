import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureOutput } from '../../support/captured-output.js';
import { ROUTE_PREFIXES } from '../matrix/tally.js';
import type { ConformanceCase, ConformanceClient } from './conformance-client.js';
import { findDifferences } from './find-differences.js';
import { prefixesFor, SAMPLE_SEED } from './prefixes-for.js';
import { recordClient, type CaseRecord } from './record-client.js';
import { startConformanceSystem } from './targets.js';

/**
 * Describes that a client cannot tell the gateway from Bedrock: one test per case and path that
 * it takes. Everything is run before
 * the first test; the tests only compare. A client that is not installed is skipped, and says so.
 */
export async function describeClient(client: ConformanceClient): Promise<void> {
  const missing = await client.missing();
  if (missing !== undefined) process.stderr.write(`SKIPPED: conformance of ${client.name}: ${missing}\n`);

  describe.skipIf(missing !== undefined)(`Conformance of ${client.name}`, () => {
    let records: ReadonlyMap<ConformanceCase, CaseRecord>;
    beforeAll(async () => {
      // What the gateway logs of failures made on purpose is noise here.
      using _ = captureOutput();
      await using system = await startConformanceSystem();
      records = await recordClient(client, system);
    }, 180_000);
    afterAll(() => client.close?.());
    const recordOf = (theCase: ConformanceCase): CaseRecord => {
      const record = records.get(theCase);
      if (record === undefined) throw new Error(`${theCase.name} was not run`);
      return record;
    };

    it.each(client.cases)('shows what it should at Bedrock itself: $operation, $name', (theCase) => {
      const seen = JSON.stringify(recordOf(theCase).direct).toLowerCase();
      expect(seen).toContain(theCase.shows.toLowerCase());
    });

    describe.each(ROUTE_PREFIXES)(`under "%s" (seed ${SAMPLE_SEED})`, (prefix) => {
      const cases = client.cases.filter((theCase) => prefixesFor(theCase, client).includes(prefix));
      it.for(cases)('shows the same: $operation, $name', (theCase, { task }) => {
        task.meta.place = { client: client.name, operation: theCase.operation, prefix };
        const { direct, byPrefix } = recordOf(theCase);
        expect(findDifferences(direct, byPrefix.get(prefix))).toEqual([]);
      });
    });
  });
}
