import { describe, expect, it } from 'vitest';
import { TokenRefusedError } from '../auth/errors.js';
import { membersOf } from '../config/parse-json-object.js';
import { tokenOfEvent } from './event-token.js';

const tokenOf = (event: object) => tokenOfEvent(membersOf(event) ?? new Map());
const refusal = (reason: 'missing' | 'malformed') => new TokenRefusedError(reason);

describe('tokenOfEvent', () => {
  it.each([
    ['no headers', {}],
    ['null for headers', { headers: null, multiValueHeaders: null }],
    ['headers that are text', { headers: 'Authorization: Bearer t', multiValueHeaders: 'Authorization' }],
    ['headers that are a list', { headers: ['Authorization', 'Bearer t'] }],
    ['other headers only', { headers: { 'X-Authorization': 'Bearer t', Cookie: 'Authorization=t' } }],
    ['null for the header', { headers: { Authorization: null }, multiValueHeaders: { Authorization: [] } }],
    ['a token in the query', { headers: {}, queryStringParameters: { Authorization: 'Bearer t', access_token: 't' } }],
    ['a token as in an event of type TOKEN', { headers: {}, authorizationToken: 'Bearer t' }],
  ])('finds no token in %s', (_, event) => {
    expect(() => tokenOf(event)).toThrow(refusal('missing'));
  });

  it.each([
    ['another scheme', { headers: { Authorization: 'Basic dTpw' } }],
    ['nothing at all', { headers: { Authorization: '' } }],
    ['two tokens in one', { headers: { Authorization: 'Bearer a, Bearer b' } }],
    ['a number', { headers: { Authorization: 7 } }],
    ['a list where text belongs', { headers: { Authorization: ['Bearer a'] } }],
    ['a list in a list', { multiValueHeaders: { Authorization: [['Bearer a']] } }],
    [
      'two headers',
      { headers: { Authorization: 'Bearer b' }, multiValueHeaders: { Authorization: ['Bearer a', 'Bearer b'] } },
    ],
    [
      'the same header twice',
      { headers: { Authorization: 'Bearer a' }, multiValueHeaders: { Authorization: ['Bearer a', 'Bearer a'] } },
    ],
    ['two spellings of the name', { headers: { Authorization: 'Bearer a', authorization: 'Bearer a' } }],
    ['two spellings in the lists', { multiValueHeaders: { Authorization: ['Bearer a'], AUTHORIZATION: ['Bearer a'] } }],
    [
      'a list that says otherwise',
      { headers: { Authorization: 'Bearer a' }, multiValueHeaders: { Authorization: ['Bearer b'] } },
    ],
  ])('refuses %s', (_, event) => {
    expect(() => tokenOf(event)).toThrow(refusal('malformed'));
  });

  it.each([
    ['both forms', { headers: { Authorization: 'Bearer t' }, multiValueHeaders: { Authorization: ['Bearer t'] } }],
    ['headers alone', { headers: { authorization: 'bearer t' }, multiValueHeaders: null }],
    ['lists alone', { multiValueHeaders: { AUTHORIZATION: ['Bearer  t '] } }],
  ])('takes the one token of %s, in any case', (_, event) => {
    expect(tokenOf(event)).toBe('t');
  });

  it('keeps nothing of an object that pretends to be one', () => {
    const event = { headers: JSON.parse('{"__proto__":{"Authorization":"Bearer t"}}') as object };
    expect(() => tokenOf(event)).toThrow(refusal('missing'));
  });
});
