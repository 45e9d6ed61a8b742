import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const SECURITY = readFileSync('docs/security.md', 'utf8');

/** The rows of the table below a heading: their cells. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = SECURITY.split(`\n## ${heading}\n`);
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const testsIn = (row: readonly string[]): readonly string[] =>
  [...(row.at(-1) ?? '').matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);

describe('docs/security.md', () => {
  it.each(['Threats, and what stops them', 'Controls'])(
    'names tests for each row, and they are there: %s',
    (heading) => {
      const rows = rowsOf(heading);
      expect(rows.length).toBeGreaterThan(20);
      for (const row of rows) {
        expect(testsIn(row), row[0]).not.toEqual([]);
        for (const path of testsIn(row)) expect([path, existsSync(path)]).toEqual([path, true]);
      }
    },
  );

  it('has threats of every kind', () => {
    const kinds = rowsOf('Threats, and what stops them').map(([id = '']) => id.charAt(0));
    expect([...new Set(kinds)]).toEqual(['S', 'T', 'R', 'I', 'D', 'E']);
  });

  it('names controls of every family that was asked for', () => {
    const families = rowsOf('Controls').map(([control = '']) => control.slice(0, 2));
    expect([...new Set(families)]).toEqual(['AC', 'AU', 'IA', 'SC', 'SI', 'IR']);
  });

  it('says whose decision it is which data leaves', () => {
    expect(SECURITY).toContain('## Data across the boundary is your decision');
  });
});
