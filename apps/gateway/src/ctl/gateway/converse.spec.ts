import { describe, expect, it } from 'vitest';
import { damage, encodeFrame, exceptionFrame } from '../../testing/event-stream-frames.js';
import { eventsOf, textOf, type ConverseEvent } from './converse.js';

const event = (type: string, payload: string): Buffer =>
  encodeFrame({ ':event-type': type, ':message-type': 'event' }, payload);
const WORD = event('contentBlockDelta', '{"delta":{"text":"Hello"}}');
const STOP = event('messageStop', '{"stopReason":"end_turn"}');

/** Reads an answer that ends in good order, whatever is in it: only its frames can say that it is not whole. */
async function read(...frames: readonly Buffer[]): Promise<readonly ConverseEvent[]> {
  const events: ConverseEvent[] = [];
  for await (const one of eventsOf(new Response(Buffer.concat(frames)))) events.push(one);
  return events;
}

describe('eventsOf', () => {
  it('gives out each event with its text', async () => {
    const events = await read(WORD, STOP);
    expect(events).toEqual([
      { type: 'contentBlockDelta', event: { delta: { text: 'Hello' } } },
      { type: 'messageStop', event: { stopReason: 'end_turn' } },
    ]);
    expect(events.map(({ event: one }) => textOf(one))).toEqual(['Hello', '']);
  });

  it.each<readonly [string, readonly Buffer[], string]>([
    ['ends before the model has stopped', [WORD], 'The answer broke off in the middle'],
    ['is empty', [], 'The answer broke off in the middle'],
    ['is damaged', [WORD, damage(WORD), STOP], 'The answer is damaged: its frames do not add up'],
    ['stops within a frame', [WORD, STOP.subarray(0, 9)], 'The answer is damaged: its frames do not add up'],
    [
      'ends in an error',
      [WORD, exceptionFrame('throttlingException')],
      'Bedrock ended the answer with ThrottlingException',
    ],
    ['ends in a made-up error', [exceptionFrame('saysSecrets')], 'Bedrock ended the answer with UnlistedException'],
  ])('takes no answer for whole that %s', async (_, frames, message) => {
    await expect(read(...frames)).rejects.toMatchObject({ name: 'AnswerBrokenError', message });
  });

  it('reads no more than any answer to a question here can have', async () => {
    const long = event('contentBlockDelta', JSON.stringify({ delta: { text: 'x'.repeat(1_048_576) } }));
    await expect(read(...Array.from({ length: 17 }, () => long))).rejects.toMatchObject({
      message: 'The answer is far longer than what was asked for',
    });
  });

  it('passes over what is no text', async () => {
    const events = await read(event('contentBlockDelta', 'no json'), event('metadata', '{"usage":{}}'));
    expect(events.map(({ event: one }) => textOf(one))).toEqual(['', '']);
  });
});

describe('textOf', () => {
  it('joins the texts of an answer in one piece, and passes over its other blocks', () => {
    const content = [{ text: 'a' }, { toolUse: {} }, { text: 'b' }];
    expect(textOf({ output: { message: { content } } })).toBe('ab');
  });
});
