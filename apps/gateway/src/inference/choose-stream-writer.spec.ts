import { describe, expect, it } from 'vitest';
import { startLoopbackApp } from '../testing/loopback-app.js';
import { chooseStreamWriter } from './choose-stream-writer.js';
import { writeBytes } from './reply-writers/write-bytes.js';

describe('chooseStreamWriter', () => {
  it.each([
    ['application/vnd.amazon.eventstream', 'frames'],
    ['APPLICATION/VND.AMAZON.EVENTSTREAM', 'frames'],
    ['application/*', 'frames'],
    ['text/event-stream;q=0.5, application/vnd.amazon.eventstream', 'frames'],
    ['text/event-stream', 'events'],
    ['*/*', 'events'],
    ['text/event-stream, application/vnd.amazon.eventstream', 'events'],
    ['application/vnd.amazon.eventstream;q=0, */*', 'events'],
    ['application/json', 'events'],
    ['', 'events'],
    ['not a media type', 'events'],
  ])('answers Accept: %s with %s', async (accept, form) => {
    const formOf = (isBytes: boolean): string => (isBytes ? 'frames' : 'events');
    await using app = await startLoopbackApp((request, response) =>
      response.send(formOf(chooseStreamWriter(request) === writeBytes)),
    );
    const answer = await fetch(app.url, { headers: { accept } });
    expect(await answer.text()).toBe(form);
  });
});
