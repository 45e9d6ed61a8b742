import { encodePart } from '../../support/forge-token.js';
import { refusedAs, type Attack, type AttackFamily } from '../attack.js';
import type { AttackKit } from '../attack-kit.js';
import type { RefusalReason } from '../../../apps/gateway/src/auth/errors.js';

/** JSON that readers disagree about, or that is none; each is signed as it stands. */
const unclearJson: AttackFamily = (kit) => {
  const text = JSON.stringify(kit.claims);
  const texts: Readonly<Record<string, string>> = {
    'a claim twice': text.replace('{', '{"sub":"root",'),
    'a claim twice, once in escapes': text.replace('{', '{"\\u0073ub":"root",'),
    'a grant twice': text.replace('{', '{"permissions":["*"],'),
    'an expiry twice': text.replace('{', '{"exp":9999999999,'),
    'a claim twice further down': text.replace('{', '{"x":{"a":1,"a":2},'),
    'a byte order mark': `\ufeff${text}`,
    'a comma too many': text.replace(/\}$/, ',}'),
    'a comment': text.replace('{', '{/**/'),
    'single quotes': text.replaceAll('"', "'"),
    'text behind it': `${text}x`,
    'two objects': `${text}${text}`,
    'form fields': 'sub=alice&exp=9999999999',
    'a list': `[${text}]`,
    'a text': JSON.stringify(text),
    nothing: ' ',
    null: 'null',
    'a number': '1',
    XML: '<claims/>',
    'NaN for a time': text.replace(/"exp":\d+/, '"exp":NaN'),
    'Infinity for a time': text.replace(/"exp":\d+/, '"exp":Infinity'),
    'a hexadecimal time': text.replace(/"exp":\d+/, '"exp":0xffffffff'),
    'a time with a plus': text.replace(/"exp":/, '"exp":+'),
    'a control character in a text': text.replace('alice', 'al\u0001ice'),
  };
  return Object.entries(texts).flatMap(([name, claims]) =>
    refusedAs('malformed', { [`claims with ${name}`]: kit.forge({ claims }) }),
  );
};

/** Bytes that are no UTF-8, signed. */
const noText: AttackFamily = (kit) => {
  const signed = (...bytes: readonly number[]): string => {
    const claims = Buffer.concat([Buffer.from('{"sub":"'), Buffer.from(bytes), Buffer.from('"}')]).toString(
      'base64url',
    );
    return kit.forge({ claims: 'x' }).replace(encodePart('x'), claims);
  };
  return refusedAs('signature', {
    'claims exchanged for broken UTF-8': signed(0xff),
    'claims exchanged for an overlong slash': signed(0xc0, 0xaf),
    'claims exchanged for a lone surrogate': signed(0xed, 0xa0, 0x80),
  });
};

const NO_NAMES: Readonly<Record<string, unknown>> = {
  missing: undefined,
  null: null,
  empty: '',
  'a number': 7,
  zero: 0,
  true: true,
  'a list': ['alice'],
  'an object': {},
  'with a line end': 'alice\nroot',
  'with CRLF': 'alice\r\n',
  'with a zero': 'alice\0',
  'with a tab': 'a\tb',
  'with DEL': 'alice\u007f',
  'with an escape': '\u001b[31malice',
  'with C1': 'alice\u0085',
  'too long': 'x'.repeat(257),
  'right to left': '\u202eecila',
  'an isolate': '\u2066alice',
  'zero-width': 'al\u200bice',
  'a joiner': 'al\u200dice',
  'a soft hyphen': 'al\u00adice',
  'a byte order mark': '\ufeffalice',
  'a line separator': 'alice\u2028',
  'a paragraph separator': 'alice\u2029',
  'a no-break space': 'alice\u00a0',
  'a lone surrogate': 'alice\ud800',
  'for private use': 'alice\ue000',
  unassigned: 'alice\u0378',
  'no character': 'alice\uffff',
  'a tag': 'a\u{e0061}',
};

const NO_TIMES: Readonly<Record<string, unknown>> = {
  null: null,
  text: '9999999999',
  'an empty text': '',
  true: true,
  'a list': [9_999_999_999],
  'an object': {},
  'a fraction': 9_999_999_999.5,
  'a date': '2099-01-01T00:00:00Z',
  'beyond what is exact': 2 ** 60,
};

function withClaims(kit: AttackKit, changes: object): string {
  return kit.forge({ claims: { ...kit.claims, ...changes } });
}

const types: AttackFamily = (kit) => {
  const of = (claim: string, values: Readonly<Record<string, unknown>>): readonly Attack[] =>
    Object.entries(values).flatMap(([name, value]) =>
      refusedAs('claims', { [`${claim} ${name}`]: withClaims(kit, { [claim]: value }) }),
    );
  const { missing: _optional, ...noTokenIds } = NO_NAMES;
  const notText = { null: null, 'a number': 7, 'a list': ['https://gateway.example'], 'an object': {} };
  return [
    ...of('sub', NO_NAMES),
    ...of('jti', noTokenIds),
    ...of('exp', { missing: undefined, ...NO_TIMES }),
    ...of('iat', { missing: undefined, ...NO_TIMES }),
    ...of('nbf', NO_TIMES),
    ...of('iss', notText),
    ...of('aud', { null: null, 'a number': 7, 'mixed types': ['gateway', 7], 'an object': { gateway: true } }),
    ...refusedAs('claims', {
      'exp that is 1e999': kit.forge({ claims: JSON.stringify(kit.claims).replace(/"exp":\d+/, '"exp":1e999') }),
      'exp that is -1e999': kit.forge({ claims: JSON.stringify(kit.claims).replace(/"exp":\d+/, '"exp":-1e999') }),
      'exp before iat': withClaims(kit, { exp: kit.nowEpochS - 1 }),
      'exp that is iat': withClaims(kit, { exp: kit.nowEpochS }),
      'exp that is negative': withClaims(kit, { exp: -1 }),
      'exp that is minus zero': kit.forge({ claims: JSON.stringify(kit.claims).replace(/"exp":\d+/, '"exp":-0') }),
    }),
  ];
};

/** Claims of the right type that say the wrong thing. */
const values: AttackFamily = (kit) => {
  const now = kit.nowEpochS;
  const tries: readonly (readonly [RefusalReason, string, object])[] = [
    ['expired', 'ended an hour ago', { iat: now - 4_000, exp: now - 3_600 }],
    ['expired', 'ended in 1970', { iat: 0, exp: 1 }],
    ['expired', 'ended before Christ', { iat: -99_999_999_999, exp: -99_999_999_998 }],
    ['too-long-lived', 'lives for ever', { exp: Number.MAX_SAFE_INTEGER }],
    ['too-long-lived', 'lives a second too long', { exp: now + 3_601 }],
    ['too-long-lived', 'was issued in 1970', { iat: 0 }],
    ['not-yet-valid', 'is issued in an hour', { iat: now + 3_600, exp: now + 3_660 }],
    ['not-yet-valid', 'is issued in the year 9999', { iat: 253_402_300_000, exp: 253_402_300_060 }],
    ['not-yet-valid', 'begins in an hour', { nbf: now + 3_600 }],
    ['not-yet-valid', 'begins at the end of numbers', { nbf: Number.MAX_SAFE_INTEGER }],
    ['issuer', 'comes from elsewhere', { iss: 'https://evil.example' }],
    ['issuer', 'comes from nearly here', { iss: 'https://gateway.example/' }],
    ['issuer', 'comes from here in capitals', { iss: 'HTTPS://GATEWAY.EXAMPLE' }],
    ['issuer', 'comes from a look-alike', { iss: 'https://gаteway.example' }],
    ['issuer', 'comes from nowhere', { iss: '' }],
    ['audience', 'is for nobody', { aud: undefined }],
    ['audience', 'is for an empty list', { aud: [] }],
    ['audience', 'is for somebody else', { aud: 'other' }],
    ['audience', 'is for somebody whose name begins like ours', { aud: ['gateway2', 'gate'] }],
    ['audience', 'is for us in capitals', { aud: 'GATEWAY' }],
    ['audience', 'is for us and them in one text', { aud: 'gateway,other' }],
  ];
  return tries.map(([reason, name, changes]) => ({
    name: `a token that ${name}`,
    reason,
    token: withClaims(kit, changes),
  }));
};

/** Signed by whoever may, and still not to be taken. */
export const claims: AttackFamily = (kit) => [unclearJson, noText, types, values].flatMap((family) => family(kit));
