import { describe, expect, it } from 'vitest';
import { queryOf } from './query-of.js';

describe('queryOf', () => {
  it.each([
    ['', []],
    ['/models', []],
    ['/models?', []],
    ['/models?&&', []],
    ['/models?=', [['', '']]],
    ['/models?a', [['a', '']]],
    ['/models?%zz=%', [['%zz', '%']]],
    ['/models?a=%FF', [['a', '\uFFFD']]],
  ])('takes %j for what it is', (url, pairs) => {
    expect([...queryOf({ url })]).toEqual(pairs);
  });

  it('decodes once, and keeps apart what is given twice', () => {
    const query = queryOf({ url: '/models?token=a%2Bb%253D+c&token=%26&token[x]=1' });
    expect(query.getAll('token')).toEqual(['a+b%3D c', '&']);
    expect(query.getAll('token[x]')).toEqual(['1']);
  });

  it('has whatever stands behind the first question mark, further ones included', () => {
    expect(queryOf({ url: '/models?nextToken=a?b=c?' }).get('nextToken')).toBe('a?b=c?');
  });

  it('knows no name that nobody gave', () => {
    const query = queryOf({ url: '/models?__proto__=x' });
    expect(query.getAll('toString')).toEqual([]);
    expect(query.getAll('__proto__')).toEqual(['x']);
  });
});
