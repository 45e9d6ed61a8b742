import type { LockedPackage } from './read-lock.ts';

/** What may be shipped with the gateway: permissive licences without conditions on what they are linked with. */
const SHIPPED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
]);

/** What may be used to build and test besides: none of it is passed on. */
const USED: ReadonlySet<string> = new Set([
  ...SHIPPED,
  'CC-BY-4.0',
  'CC0-1.0',
  'MPL-2.0',
  'Public Domain',
  'Unlicense',
]);

/** Old packages that say it elsewhere than in today's field; each was read. */
const READ: ReadonlyMap<string, string> = new Map([
  ['busboy@1.6.0', 'MIT'],
  ['passport-strategy@1.0.0', 'MIT'],
  ['pause@0.0.1', 'MIT'],
  ['streamsearch@1.1.0', 'MIT'],
]);

/** The packages whose licence is not on the list for what they are used for, each in one line. */
export function licenceProblems(packages: readonly LockedPackage[]): readonly string[] {
  return packages.flatMap((each) => {
    const id = `${each.name}@${each.version}`;
    const licence = each.licence ?? READ.get(id);
    if (licence === undefined) return [`${id} names no licence`];
    const allowed = each.isDevelopment ? USED : SHIPPED;
    return isAllowed(licence, allowed) ? [] : [`${id} is under ${licence}`];
  });
}

/** Of alternatives one is enough; of licences that hold together all have to be allowed. No other syntax is understood. */
function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(bare)) return false;
  return bare.split(' OR ').some((option) => option.split(' AND ').every((id) => allowed.has(id)));
}
