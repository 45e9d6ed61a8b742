import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ALL_CLIENTS } from './clients/all-clients.js';
import { readMatrix } from './matrix/matrix-in-document.js';
import { renderMatrix } from './matrix/render-matrix.js';
import { ROUTE_PREFIXES } from './matrix/tally.js';

describe('The conformance matrix', () => {
  it('in docs/conformance.md shows every client, operation and case that there is, and all of them equal', async () => {
    const planned = ALL_CLIENTS.flatMap(({ name, cases }) =>
      cases.flatMap(({ operation }) =>
        ROUTE_PREFIXES.map((prefix) => ({ client: name, operation, prefix, equal: true })),
      ),
    );
    expect(readMatrix(await readFile('docs/conformance.md', 'utf8'))).toBe(renderMatrix(planned));
  });

  it('marks what differs', () => {
    const place = { client: 'a client', operation: 'Converse', prefix: '/vpn' } as const;
    const others = ROUTE_PREFIXES.map((prefix) => ({ ...place, prefix, equal: true }));
    expect(renderMatrix([...others, { ...place, equal: false }])).toBe(
      [
        '| client   | operation | no prefix | /internet | /vpn  |',
        '| -------- | --------- | --------- | --------- | ----- |',
        '| a client | Converse  | 1/1 =     | 1/1 =     | 1/2 ! |',
      ].join('\n'),
    );
  });

  it.each(ALL_CLIENTS)('has no two cases of one name, which would hide each other: $name', ({ cases }) => {
    const names = cases.map(({ operation, name }) => `${operation}, ${name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
