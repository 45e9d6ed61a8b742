import { BedrockCallError } from '@app/bedrock';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createBody, createReply } from '../testing/create-reply.js';
import { readJsonReply } from './read-json-reply.js';

describe('readJsonReply', () => {
  it.each(['', 'SECRET', '{"a":', 'null', '7', '"text"', '[]', '[{"modelSummaries":[]}]', '\uFEFF{}'])(
    'takes %j for no answer of Bedrock',
    async (text) => {
      await expect(readJsonReply(createReply([text]))).rejects.toMatchObject({
        kind: 'not-bedrock',
        reason: 'catalogue-not-json',
        message: 'Bedrock call failed: not-bedrock (catalogue-not-json)',
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
    await expect(readJsonReply(createReply(body))).rejects.toMatchObject({ reason: 'catalogue-too-long' });
    expect(given).toBeLessThanOrEqual(10);
    expect(body.destroyed).toBe(true);
  });

  it('fails as the body does', async () => {
    const body = createBody();
    body.push('{');
    body.destroy(new BedrockCallError('timeout', 'deadline'));
    await expect(readJsonReply(createReply(body))).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('puts an object together from its pieces, also where they part a character', async () => {
    const bytes = Buffer.from('{"name":"größer"}');
    await expect(readJsonReply(createReply([bytes.subarray(0, 11), bytes.subarray(11)]))).resolves.toEqual({
      name: 'größer',
    });
  });
});
