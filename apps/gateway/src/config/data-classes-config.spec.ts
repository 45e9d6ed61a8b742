import { describe, expect, it } from 'vitest';
import { readDataClasses } from './data-classes-config.js';
import { VariableReader } from './variable-reader.js';

function read(policy: string, defaultClass = 'a') {
  const variables = new VariableReader({ GATEWAY_DATA_CLASSES: policy, GATEWAY_DEFAULT_CLASS: defaultClass });
  const { dataClasses } = readDataClasses(variables);
  return { dataClasses, reason: variables.problems().find(({ name }) => name === 'GATEWAY_DATA_CLASSES')?.reason };
}

const manyClasses = JSON.stringify(Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`c${n}`, ['vpn']])));

describe('readDataClasses', () => {
  it.each([
    ['nothing', '', 'is set but empty: give it a value or unset it'],
    ['no JSON', '{a: [vpn]}', 'must be a JSON object'],
    ['a JSON list', '[["a", "vpn"]]', 'must be a JSON object'],
    ['null', 'null', 'must be a JSON object'],
    ['no class at all', '{}', 'must name from 1 to 64 classes'],
    ['too many classes', manyClasses, 'must name from 1 to 64 classes'],
    ['one class twice', '{"a":["vpn"],"a":["internet"]}', 'must name each class once'],
    ['one class twice, written differently', '{"a":["vpn"],"\\u0061":["internet"]}', 'must name each class once'],
    ['an impossible name', '{"a b":["vpn"]}', 'must name its classes with 1 to 64 of A-Z a-z 0-9 . _ -'],
    ['an empty name', '{"":["vpn"]}', 'must name its classes with 1 to 64 of A-Z a-z 0-9 . _ -'],
  ])('refuses %s', (_, policy, reason) => {
    expect(read(policy).reason).toBe(reason);
  });

  it.each([
    '{"a":[]}',
    '{"a":"vpn"}',
    '{"a":["vpn","vpn"]}',
    '{"a":["tor"]}',
    '{"a":["vpn",null]}',
    '{"a":{"0":"vpn"}}',
  ])('refuses %s, as it does not say which routes', (policy) => {
    expect(read(policy).reason).toContain('must give each class a list of internet and vpn');
  });

  it('takes names that every object has as ordinary classes', () => {
    const { dataClasses, reason } = read('{"__proto__":["vpn"],"a":["internet"]}');
    expect(reason).toBeUndefined();
    expect([...dataClasses]).toEqual([
      ['__proto__', ['vpn']],
      ['a', ['internet']],
    ]);
    expect(dataClasses.has('constructor')).toBe(false);
  });

  it('asks for a default class that exists', () => {
    const variables = new VariableReader({ GATEWAY_DATA_CLASSES: '{"a":["vpn"]}' });
    readDataClasses(variables);
    expect(variables.problems()).toEqual([
      {
        name: 'GATEWAY_DEFAULT_CLASS',
        reason: 'must be one of the classes in GATEWAY_DATA_CLASSES (default: internal)',
      },
    ]);
  });
});
