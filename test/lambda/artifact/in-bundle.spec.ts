import 'reflect-metadata';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { decorateNoted, ApiOperation, ApiTags } from '../../../tools/lambda-artifact/in-bundle/noted-decorators.ts';

type Reflection = Pick<
  typeof Reflect,
  | 'defineMetadata'
  | 'deleteMetadata'
  | 'getMetadata'
  | 'getMetadataKeys'
  | 'getOwnMetadata'
  | 'getOwnMetadataKeys'
  | 'hasMetadata'
  | 'hasOwnMetadata'
  | 'metadata'
>;

const NAMES = [
  'defineMetadata',
  'deleteMetadata',
  'getMetadata',
  'getMetadataKeys',
  'getOwnMetadata',
  'getOwnMetadataKeys',
  'hasMetadata',
  'hasOwnMetadata',
  'metadata',
] as const satisfies readonly (keyof Reflection)[];

const functionsNow = (): Reflection => Object.fromEntries(NAMES.map((name) => [name, Reflect[name]])) as never;

/** The package's functions, and ours; the package's are in place again afterwards. */
const theirs = functionsNow();
await import('../../../tools/lambda-artifact/in-bundle/reflect-metadata.ts');
const ours = functionsNow();
Object.assign(Reflect, theirs);

function familyOfClasses(): readonly object[] {
  class Parent {}
  class Child extends Parent {}
  class Other {}
  return [Parent, Child, Other, Parent.prototype, Child.prototype, Other.prototype];
}

describe('metadata in a bundle', () => {
  it('is another implementation than the package', () => {
    for (const name of NAMES) expect(ours[name], name).not.toBe(theirs[name]);
  });

  it('is what the package would have of the same decorators, in any order', () => {
    const step = fc.record({
      call: fc.constantFrom(...NAMES),
      target: fc.nat({ max: 5 }),
      key: fc.constantFrom('paths', 'method', 'design:type'),
      member: fc.constantFrom(undefined, 'run', Symbol.iterator),
      value: fc.constantFrom(undefined, null, 1, 'text'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [first, second] = [familyOfClasses(), familyOfClasses()];
        const play = (reflection: Reflection, targets: readonly object[]): unknown[] =>
          steps.map(({ call, target: index, key, member, value }) => {
            const target = targets[index] ?? {};
            // Without a member there is one argument less, as decorators of classes call it.
            const place = member === undefined ? ([target] as const) : ([target, member as string] as const);
            if (call === 'defineMetadata') return reflection.defineMetadata(key, value, ...(place as [object, string]));
            if (call === 'metadata') return reflection.metadata(key, value)(...(place as [object, string]));
            if (call === 'getMetadataKeys' || call === 'getOwnMetadataKeys')
              return reflection[call](...(place as [object, string]));
            return reflection[call](key, ...(place as [object, string]));
          });
        expect(play(ours, first)).toEqual(play(theirs, second));
      }),
      { seed: 20261123, numRuns: 500 },
    );
  });

  it.each([undefined, null, 1, 'text'])('has none of %j: to ask is a mistake', (target) => {
    for (const reflection of [theirs, ours]) {
      expect(() => reflection.getMetadata('key', target as never)).toThrow(TypeError);
      expect(() => reflection.defineMetadata('key', 1, target as never)).toThrow(TypeError);
    }
  });
});

describe('decorators that are noted', () => {
  it('are applied later, once, in their order, to what they were written at', () => {
    class Thing {
      @ApiOperation({ summary: 'runs' })
      run(): void {}
    }
    ApiTags('things')(Thing);
    const applied: unknown[] = [];
    const decorator =
      (name: string) =>
      (...words: readonly unknown[]) =>
      (...target: readonly unknown[]) =>
        void applied.push([name, words, target]);
    const decorators = { ApiOperation: decorator('ApiOperation'), ApiTags: vi.fn(decorator('ApiTags')) };
    decorateNoted(decorators);
    decorateNoted(decorators);
    const descriptor = Object.getOwnPropertyDescriptor(Thing.prototype, 'run');
    expect(applied).toEqual([
      ['ApiOperation', [{ summary: 'runs' }], [Thing.prototype, 'run', descriptor]],
      ['ApiTags', ['things'], [Thing]],
    ]);
  });

  it('are not forgotten in silence', () => {
    ApiTags('things')(class {});
    expect(() => decorateNoted({})).toThrow('There is no decorator ApiTags');
  });
});
