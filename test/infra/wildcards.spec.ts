import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { TEMPLATE } from './govcloud.deployment.js';

/** A comment on the same line, or lines of comment right above it. */
const REASON = /#\s+\S.{10,}/;

interface Line {
  readonly text: string;
  readonly above: string;
}

async function readLines(): Promise<readonly Line[]> {
  const lines = (await readFile(TEMPLATE, 'utf8')).split('\n');
  return lines.map((text, at) => ({ text, above: lines[at - 1] ?? '' }));
}

describe('the template', () => {
  it('has a written reason for every resource that is a *', async () => {
    const wide = (await readLines()).filter(({ text }) => /Resource:.*(?:'\*'|\*\/\*)/.test(text));
    expect(wide.length).toBeGreaterThan(5);
    for (const { text, above } of wide) expect(`${above}\n${text}`).toMatch(REASON);
  });

  it('allows no action that is a * and no whole service', async () => {
    const actions = (await readLines()).filter(({ text }) => /\b[a-z0-9-]+:[A-Z*]\w*\*/.test(text));
    // Variants that AWS itself always names together, in the key's policy alone.
    for (const { text } of actions) expect(text).toMatch(/kms:(?:GenerateDataKey|ReEncrypt)\*/);
    expect((await readLines()).filter(({ text }) => /Action:\s*'?\*/.test(text))).toEqual([]);
  });
});
