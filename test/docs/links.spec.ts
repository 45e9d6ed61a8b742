import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fragmentOf } from './fragment-of.js';

/** Everything that people read. */
const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'infra/README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** A document without what stands in blocks of code. */
function proseOf(path: string): string {
  return readFileSync(path, 'utf8').replaceAll(/^```[^]*?^```$/gm, '');
}

function fragmentsIn(path: string): ReadonlySet<string> {
  return new Set([...proseOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => fragmentOf(heading)));
}

function isBroken(document: string, target: string): boolean {
  const [path = '', fragment] = target.split('#');
  const file = path === '' ? document : join(dirname(document), path);
  if (!existsSync(file)) return true;
  return fragment !== undefined && !fragmentsIn(file).has(fragment);
}

describe('links inside the repository', () => {
  it.each(DOCUMENTS)('lead somewhere: %s', (document) => {
    const targets = [...proseOf(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const own = targets.filter((target) => !/^https?:/.test(target));
    expect(own.filter((target) => isBroken(document, target))).toEqual([]);
  });

  it('would be found broken', () => {
    expect(isBroken('docs/deployment.md', 'nobody.md')).toBe(true);
    expect(isBroken('docs/deployment.md', '../infra/README.md#nobody')).toBe(true);
    expect(isBroken('docs/deployment.md', '#upgrade')).toBe(false);
  });
});
