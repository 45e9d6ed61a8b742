import { describe, expect, it } from 'vitest';
import { DataClassification } from './data-classification.js';
import { DataClassUnknownError } from './errors.js';
import type { Route } from './route.js';

const LISTED = new Map<string, readonly Route[]>([
  ['public', ['internet', 'vpn']],
  ['cui', ['vpn']],
  ['frozen', []],
]);
const classes = new DataClassification(LISTED, 'public');
const granted = (...names: string[]): ReadonlySet<string> => new Set(names);

describe('DataClassification', () => {
  it('does not start with a default that is not a class', () => {
    expect(() => new DataClassification(LISTED, 'internal')).toThrow(DataClassUnknownError);
  });

  it.each(['', 'CUI', ' cui', '__proto__', 'toString', 'secret'])('refuses the unlisted class "%s"', (name) => {
    expect(() => classes.resolve(name, granted('cui'))).toThrow(DataClassUnknownError);
  });

  it('refuses a request whose token grants only an unlisted class', () => {
    expect(() => classes.resolve(undefined, granted('secret'))).toThrow(DataClassUnknownError);
  });

  it.each([
    { named: 'cui', grants: ['public'], is: 'cui', because: 'the header names it' },
    { named: undefined, grants: ['cui'], is: 'cui', because: 'it is the only one granted' },
    { named: undefined, grants: ['cui', 'public'], is: 'public', because: 'two are granted, so the default counts' },
    { named: undefined, grants: [], is: 'public', because: 'none is granted, so the default counts' },
  ])('takes $is when $because', ({ named, grants, is }) => {
    expect(classes.resolve(named, granted(...grants))).toBe(is);
  });

  it.each([
    ['public', 'internet', true],
    ['public', 'vpn', true],
    ['cui', 'internet', false],
    ['cui', 'vpn', true],
    ['frozen', 'internet', false],
    ['frozen', 'vpn', false],
    ['secret', 'internet', false],
    ['secret', 'vpn', false],
  ] as const)('says whether %s may take %s: %s', (dataClass, route, may) => {
    expect(classes.mayTake(dataClass, route)).toBe(may);
  });

  it('keeps to the policy it was given, whatever happens to the list later', () => {
    const routes: Route[] = ['vpn'];
    const list = new Map([['cui', routes]]);
    const kept = new DataClassification(list, 'cui');

    routes.push('internet');
    list.set('other', ['internet']);

    expect(kept.mayTake('cui', 'internet')).toBe(false);
    expect(kept.mayTake('other', 'internet')).toBe(false);
  });
});
