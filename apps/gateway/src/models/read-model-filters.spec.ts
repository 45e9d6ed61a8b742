import { describe, expect, it } from 'vitest';
import type { ModelDto } from './model.dto.js';
import { MODEL_FILTERS, readModelFilter } from './read-model-filters.js';

const read = (query: string) => readModelFilter(new URLSearchParams(query));

/** A model of which Bedrock says nothing but for what a test says. */
const model = (facts: Partial<ModelDto>): ModelDto => ({
  modelId: 'a.b',
  name: 'a.b',
  kind: 'foundation-model',
  callable: true,
  ...facts,
});

/** An error that names these fields, and no others. */
const faults = (fields: object): object => expect.objectContaining({ code: 'REQUEST_INVALID', fields }) as object;

describe('readModelFilter refuses', () => {
  it.each([
    ['x=1', { x: 'is not a known filter' }],
    ['=1', { '': 'is not a known filter' }],
    ['Provider=Amazon', { Provider: 'is not a known filter' }],
    ['toString=1', { toString: 'is not a known filter' }],
    ['modelId=a.b', { modelId: 'is not a known filter' }],
    ['provider[]=a', { 'provider[]': 'is not a known filter' }],
    ['provider=', { provider: 'must have 1 to 64 characters' }],
    [`provider=${'a'.repeat(65)}`, { provider: 'must have 1 to 64 characters' }],
    ['provider=a&provider=a', { provider: 'is given more than once' }],
    ['callable=true&callable=false', { callable: 'is given more than once' }],
    ['callable=', { callable: 'must be one of true, false, any' }],
    ['callable=yes', { callable: 'must be one of true, false, any' }],
    ['callable=TRUE', { callable: 'must be one of true, false, any' }],
    ['streaming=1', { streaming: 'must be one of true, false' }],
    ['needsProfile=any', { needsProfile: 'must be one of true, false' }],
    ['kind=profile', { kind: 'must be one of foundation-model, inference-profile' }],
    ['x=1&kind=y&lifecycle=', { x: 'is not a known filter', kind: 'must be one of foundation-model, inference-profile', lifecycle: 'must have 1 to 64 characters' }], // prettier-ignore
  ])('%j, and says why', (query, fields) => {
    expect(() => read(query)).toThrow(faults(fields));
  });

  it('a name of any length without repeating it all', () => {
    const fields = { ['x'.repeat(64)]: 'is not a known filter' };
    expect(() => read(`${'x'.repeat(5_000)}=1`)).toThrow(faults(fields));
  });

  it('every value without repeating it', () => {
    for (const name of ['provider', 'kind', 'streaming', 'x']) {
      expect(() => read(`${name}=SECRET&${name}=SECRET`)).toThrow(/^(?!.*SECRET)/);
    }
  });

  it('a name that JavaScript knows by itself', () => {
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty']) {
      expect(() => read(`${name}=1`), name).toThrow(`Request is not valid: ${name} is not a known filter`);
    }
  });
});

describe('the list without filters', () => {
  it('has what can be called, and nothing else', () => {
    expect(read('')(model({ callable: true }))).toBe(true);
    expect(read('')(model({ callable: false }))).toBe(false);
  });
});

describe('a filter', () => {
  it.each([
    ['provider=amazon', { provider: 'Amazon' }, { provider: 'Amazon Web Services' }],
    ['provider=Mistral+AI', { provider: 'Mistral AI' }, { provider: 'Mistral' }],
    ['provider=undefined', { provider: 'undefined' }, {}],
    ['kind=inference-profile', { kind: 'inference-profile' }, { kind: 'foundation-model' }],
    ['inputModality=image', { inputModalities: ['TEXT', 'IMAGE'] }, { outputModalities: ['IMAGE'] }],
    ['outputModality=EMBEDDING', { outputModalities: ['EMBEDDING'] }, { inputModalities: ['EMBEDDING'] }],
    ['streaming=true', { streaming: true }, { streaming: false }],
    ['streaming=false', { streaming: false }, { streaming: true }],
    ['streaming=false', { streaming: false }, {}],
    ['needsProfile=true', { needsProfile: true }, { needsProfile: false }],
    ['needsProfile=false', { needsProfile: false }, {}],
    ['lifecycle=legacy', { lifecycle: 'LEGACY' }, { lifecycle: 'ACTIVE' }],
    ['callable=true', { callable: true }, { callable: false }],
    ['callable=false', { callable: false }, { callable: true }],
  ] as const)('%s keeps %j and drops %j', (query, kept, dropped) => {
    expect(read(query)(model(kept as Partial<ModelDto>))).toBe(true);
    expect(read(query)(model(dropped as Partial<ModelDto>))).toBe(false);
  });

  it('callable=any keeps both', () => {
    const isWanted = read('callable=any');
    expect([true, false].map((callable) => isWanted(model({ callable })))).toEqual([true, true]);
  });

  it('goes with every other one, and with what can be called', () => {
    const isWanted = read('provider=Amazon&streaming=true');
    const facts = { provider: 'Amazon', streaming: true, callable: true };
    expect(isWanted(model(facts))).toBe(true);
    for (const other of [{ provider: 'Meta' }, { streaming: false }, { callable: false }]) {
      expect(isWanted(model({ ...facts, ...other }))).toBe(false);
    }
  });
});

describe('MODEL_FILTERS', () => {
  it('names every filter, with the values of those that have some', () => {
    expect(MODEL_FILTERS).toEqual([
      { name: 'provider' },
      { name: 'kind', values: ['foundation-model', 'inference-profile'] },
      { name: 'inputModality' },
      { name: 'outputModality' },
      { name: 'streaming', values: ['true', 'false'] },
      { name: 'needsProfile', values: ['true', 'false'] },
      { name: 'lifecycle' },
      { name: 'callable', values: ['true', 'false', 'any'] },
    ]);
  });
});
