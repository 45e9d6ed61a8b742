import { beforeAll, describe, expect, it } from 'vitest';
import { captureOutput } from '../support/captured-output.js';
import { CLIENT_PROBES } from './client-probes.js';
import { probeFailures, type Outcome, type Outcomes } from './probe-failures.js';
import { codeWordsIn, readTable, type Row } from './read-document.js';

const DOCUMENT = 'docs/clients.md';
const CLIENTS = CLIENT_PROBES.map(({ client }) => client);

const errors = readTable(DOCUMENT, 'What errors look like in your SDK');
const tries = readTable(DOCUMENT, 'Who tries again');

let outcomes: Outcomes;

beforeAll(async () => {
  for (const probe of CLIENT_PROBES) {
    const missing = await probe.missing();
    if (missing !== undefined) process.stderr.write(`SKIPPED: errors of ${probe.client} in ${DOCUMENT}: ${missing}\n`);
  }
  // What the gateway logs of failures made on purpose is noise here.
  using _ = captureOutput();
  outcomes = await probeFailures();
}, 180_000);

/** What a client makes of a row; undefined where it is not installed. */
function outcomeOf(client: string, { status = '' }: Row): Outcome | undefined {
  const outcome = outcomes.get(client)?.get(Number(status));
  if (outcomes.has(client) && outcome === undefined) throw new Error(`${client} did not meet a ${status}`);
  return outcome;
}

/** An outcome in the words of the table; what the client does not show is as the table has it. */
function asRow({ status, type, shown, hasOwnClass }: Outcome, row: Row): Record<string, unknown> {
  return {
    status: status === undefined ? row['status'] : String(status),
    // Bedrock puts an address behind some.
    type: `\`${type.split(':')[0]}\``,
    shown,
    ownClass: hasOwnClass === undefined ? row['class of its own'] : hasOwnClass ? 'yes' : 'no',
  };
}

/** The first thing that the users of a client see, by the row. */
function shownTo(client: string, row: Row): string | undefined {
  const column = row[client] === undefined ? 'type' : client;
  return codeWordsIn(row[column] ?? '')[0];
}

describe(`errors, as ${DOCUMENT} says they look`, () => {
  it('are those that a client meets', () => {
    expect(errors.map(({ status }) => status)).toEqual(['401', '403', '404', '408', '413', '429', '503']);
    expect(new Set(tries.map(({ client }) => client))).toEqual(new Set(CLIENTS));
  });

  describe.each(CLIENTS)('to users of %s', (client) => {
    it.for(errors)('$status', (row, { skip }) => {
      const outcome = outcomeOf(client, row);
      if (outcome === undefined) return skip('not installed');
      expect(asRow(outcome, row)).toEqual({
        status: row['status'],
        type: row['type'],
        shown: shownTo(client, row),
        ownClass: row['class of its own'],
      });
    });

    it.for(errors)('$status: it is tried again as often as the document says', (row, { skip }) => {
      const outcome = outcomeOf(client, row);
      if (outcome === undefined) return skip('not installed');
      const counts = tries.find((candidate) => candidate['client'] === client);
      expect(outcome.calls).toBe(Number(counts?.[row['status'] ?? ''] ?? 1));
    });
  });
});
