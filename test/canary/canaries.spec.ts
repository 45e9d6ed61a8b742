import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Canaries } from './canaries.js';

const canaries = new Canaries();
const canary = canaries.plant('a test');
const inWords = (text: string): Buffer => Buffer.from(`before ${text} after`);

describe('Canaries', () => {
  it.each<[string, Buffer]>([
    ['as it is', inWords(canary)],
    ['in capitals', inWords(canary.toUpperCase())],
    ['in the first base64 position', inWords(Buffer.from(canary).toString('base64'))],
    ['in the second', inWords(Buffer.from(`.${canary}`).toString('base64'))],
    ['in the third', inWords(Buffer.from(`..${canary}`).toString('base64url'))],
    ['within an object in base64', inWords(Buffer.from(JSON.stringify({ sub: canary })).toString('base64url'))],
    ['in hex', inWords(Buffer.from(canary).toString('hex'))],
    ['in capital hex', inWords(Buffer.from(canary).toString('hex').toUpperCase())],
    ['with percent signs', inWords(canary.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`))],
    ['in JSON escapes', inWords(canary.replace(/./g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`))],
    ['in UTF-16', Buffer.from(canary, 'utf16le')],
    ['in UTF-16 the other way round', Buffer.from(canary, 'utf16le').swap16()],
    ['as a list of bytes', inWords(JSON.stringify([...Buffer.from(canary)]))],
    ['as a buffer that somebody printed', inWords(JSON.stringify(Buffer.from(canary)))],
    ['backwards', inWords(canary.split('').toReversed().join(''))],
    ['over two lines', inWords(`${canary.slice(0, 7)}\n${canary.slice(7)}`)],
    ['over two lines of a JSON text', inWords(`${canary.slice(0, 7)}\\n${canary.slice(7)}`)],
    ['in base64 over two lines', inWords(Buffer.from(canary).toString('base64').replace(/^.{6}/, '$&\n    '))],
  ])('are found %s', (_, output) => {
    expect(canaries.leaksIn(output)).not.toEqual([]);
  });

  it('are not found where none is, in text or in noise', () => {
    expect(canaries.leaksIn('{"level":"warn","message":{"event":"problem"}}')).toEqual([]);
    expect(canaries.leaksIn(gzipSync(Buffer.alloc(100_000, 'noise')))).toEqual([]);
  });

  it('may be where they are allowed, and only these', () => {
    const other = canaries.plant('another place');
    const frame = Buffer.from(JSON.stringify({ text: canary })).toString('base64');
    expect(canaries.leaksIn(`${canary} ${frame}`, [canary])).toEqual([]);
    expect(canaries.leaksIn(`${canary} ${other}`, [canary])).toMatchObject([
      { form: 'plain, planted in another place' },
      { form: 'plain, planted in another place' },
    ]);
  });

  it('come with secrets that nobody could choose', () => {
    canaries.watch('SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c');
    expect(canaries.leaksIn('token=SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c')).toMatchObject([
      { form: 'secret' },
      { form: 'secret' },
    ]);
    expect(() => canaries.watch('short')).toThrow('no secret worth looking for');
  });
});
