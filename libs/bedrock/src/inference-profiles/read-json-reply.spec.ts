import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { BedrockCallError } from '../errors.js';
import { readJsonReply } from './read-json-reply.js';

const bodyOf = (...chunks: (string | Uint8Array)[]) => ({
  body: Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
});

describe('readJsonReply', () => {
  it.each(['', 'SECRET', '{"a":', 'null', '7', '"text"', '[]', '[{"modelSummaries":[]}]', '\uFEFF{}'])(
    'takes %j for no answer of Bedrock, and does not repeat it',
    async (text) => {
      await expect(readJsonReply(bodyOf(text))).rejects.toMatchObject({
        kind: 'not-bedrock',
        reason: 'answer-not-json',
        message: 'Bedrock call failed: not-bedrock (answer-not-json)',
      });
    },
  );

  it('stops at 8 MiB, and ends the body there', async () => {
    const mebibyte = Buffer.alloc(1024 * 1024, ' ');
    let given = 0;
    const body = new Readable({
      highWaterMark: 1,
      read(): void {
        given += 1;
        this.push(mebibyte);
      },
    });
    await expect(readJsonReply({ body })).rejects.toMatchObject({ kind: 'not-bedrock', reason: 'answer-too-long' });
    expect(given).toBeLessThanOrEqual(10);
    expect(body.destroyed).toBe(true);
  });

  it('reads 8 MiB', async () => {
    await expect(readJsonReply(bodyOf('{}', Buffer.alloc(8 * 1024 * 1024 - 2, ' ')))).resolves.toEqual({});
  });

  it('fails as the body does', async () => {
    const body = new Readable({ read: () => undefined }).on('error', () => undefined);
    body.push('{');
    body.destroy(new BedrockCallError('timeout', 'deadline'));
    await expect(readJsonReply({ body })).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('puts an object together from its pieces, also where they part a character', async () => {
    const bytes = Buffer.from('{"name":"größer"}');
    await expect(readJsonReply(bodyOf(bytes.subarray(0, 11), bytes.subarray(11)))).resolves.toEqual({ name: 'größer' });
  });
});
