import { createHmac } from 'node:crypto';
import { encodePart } from '../../support/forge-token.js';
import { refusedAs, type Attack, type AttackFamily } from '../attack.js';
import { partsOf } from '../attack-kit.js';

/** Characters that no token has, at its beginning, in it, and at its end. */
const FOREIGN: Readonly<Record<string, string>> = {
  padding: '=',
  plus: '+',
  slash: '/',
  space: ' ',
  tab: '\t',
  'line end': '\n',
  CRLF: '\r\n',
  zero: '\0',
  'byte order mark': '\ufeff',
  'zero-width space': '\u200b',
  'right-to-left mark': '\u202e',
  percent: '%2E',
  quote: '"',
  comma: ',',
  semicolon: ';',
  tilde: '~',
  'full-width dot': '．',
  'no-break space': '\u00a0',
};

const foreign: AttackFamily = (kit) => {
  const good = kit.forge();
  const middle = good.indexOf('.') + 5;
  return Object.entries(FOREIGN).flatMap(([name, text]) =>
    refusedAs('malformed', {
      [`${name} before the token`]: `${text}${good}`,
      [`${name} in the token`]: `${good.slice(0, middle)}${text}${good.slice(middle)}`,
      [`${name} behind the token`]: `${good}${text}`,
      [`${name} instead of a dot`]: good.replace('.', text),
    }),
  );
};

const parts: AttackFamily = (kit) => {
  const [header, claims, signature] = partsOf(kit);
  const good = kit.forge();
  const jwe = encodePart({ alg: 'dir', enc: 'A256GCM' });
  return refusedAs('malformed', {
    'no token': '',
    'one dot': '.',
    'two dots': '..',
    'a hundred dots': '.'.repeat(100),
    'one part': header,
    'two parts': `${header}.${claims}`,
    'two parts and a dot': `${header}.${claims}.`,
    'no header': `.${claims}.x`,
    'no claims': `${header}..${signature}`,
    'two dots more': `${good}..`,
    'a part more': `${good}.AAAA`,
    'a dot before it': `.${good}`,
    'two tokens': `${good}.${good}`,
    'two tokens with a comma': `${good},${good}`,
    'a JWE': `${jwe}..AAAA.AAAA.AAAA`,
    'a JWE with five full parts': `${jwe}.AAAA.AAAA.AAAA.AAAA`,
    'JSON serialization': JSON.stringify({ protected: header, payload: claims, signature }),
    'JSON serialization, general': JSON.stringify({ payload: claims, signatures: [{ protected: header, signature }] }),
    'in base64 once more': Buffer.from(good).toString('base64'),
    'the scheme twice': `Bearer ${good}`,
    'an impossible length': `${header}.${claims}.AAAAA`,
    'a signature with bits that mean nothing': `${header}.${claims}.${signature.slice(0, -1)}${nextSpelling(signature)}`,
    'a signature in base64': `${header}.${claims}.${'/+'.repeat(21)}A`,
  });
};

/** The last of 43 characters carries four bits: there are three others that decode to the same. */
function nextSpelling(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(signature.at(-1) ?? '') + 1] ?? '';
}

const signatures: AttackFamily = (kit) => {
  const [header, claims, signature] = partsOf(kit);
  const bytes = Buffer.from(signature, 'base64url');
  const withSignature = (own: Uint8Array): string => `${header}.${claims}.${Buffer.from(own).toString('base64url')}`;
  const flipped = Array.from({ length: 32 }, (_, at): readonly [string, string] => {
    const own = Buffer.from(bytes);
    own.writeUInt8(own.readUInt8(at) ^ 1, at);
    return [`one bit of byte ${at} of the signature`, withSignature(own)];
  });
  const cut = [1, 2, 8, 16, 30, 31].map((length): readonly [string, string] => [
    `${length} bytes of the signature`,
    withSignature(bytes.subarray(0, length)),
  ]);
  const decoded = `${Buffer.from(header, 'base64url').toString()}.${Buffer.from(claims, 'base64url').toString()}`;
  return refusedAs('signature', {
    ...Object.fromEntries([...flipped, ...cut]),
    'a signature with a byte more': withSignature(Buffer.concat([bytes, Buffer.of(0)])),
    'a signature twice': withSignature(Buffer.concat([bytes, bytes])),
    'a signature over the decoded parts': withSignature(createHmac('sha256', kit.secret).update(decoded).digest()),
    'a signature over the claims alone': withSignature(createHmac('sha256', kit.secret).update(claims).digest()),
    'other claims under the signature': `${header}.${encodePart({ ...kit.claims, sub: 'root' })}.${signature}`,
    'another header under the signature': `${encodePart({ alg: 'HS256' })}.${claims}.${signature}`,
    'claims and header exchanged': kit
      .forge({ header: { alg: 'HS256' }, claims: { x: 1 } })
      .replace(/[^.]+$/, signature),
  });
};

/** Bigger or deeper than any token. */
const sizes: AttackFamily = (kit): readonly Attack[] => {
  const deep = (levels: number, open: string, close: string): string =>
    JSON.stringify(kit.claims).replace('{', `{"deep":${open.repeat(levels)}1${close.repeat(levels)},`);
  return [
    ...refusedAs('too-large', {
      'a character too many': `${kit.forge()}${'A'.repeat(8_193 - kit.forge().length)}`,
      'huge claims': kit.forge({ claims: { ...kit.claims, filler: 'x'.repeat(7_000) } }),
      'a huge header': kit.forge({ header: { alg: 'HS256', kid: 'k'.repeat(7_000) } }),
    }),
    ...refusedAs('malformed', {
      'claims nested in lists': kit.forge({ claims: deep(1_500, '[', ']') }),
      'claims nested in objects': kit.forge({ claims: deep(500, '{"a":', '}') }),
      'claims nested a little too deep': kit.forge({ claims: deep(16, '[', ']') }),
      'claims nested without end': kit.forge({ claims: '['.repeat(4_000) }),
      'a header nested deep': kit.forge({ header: `{"alg":"HS256","x5t":${'['.repeat(1_000)}${']'.repeat(1_000)}}` }),
    }),
  ];
};

/** Tokens that are not written like tokens, and signatures that are not quite right. */
export const shapes: AttackFamily = (kit) => [foreign, parts, signatures, sizes].flatMap((family) => family(kit));
