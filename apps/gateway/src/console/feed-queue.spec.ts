import { describe, expect, it } from 'vitest';
import { FeedQueue, MOST_WAITING } from './feed-queue.js';

describe('FeedQueue', () => {
  it('has nothing to send at first, and wakes who waits when something comes', async () => {
    const queue = new FeedQueue();
    expect(queue.take()).toBe('');
    let isFilled = false;
    const filled = queue.untilFilled().then(() => (isFilled = true));
    await Promise.resolve();
    expect(isFilled).toBe(false);
    queue.pushStatus('{}');
    await filled;
    expect(queue.take()).toBe('event: status\ndata: {}\n\n');
    expect(queue.take()).toBe('');
  });

  it('sends requests in their order, each with its place, and the latest status alone', () => {
    const queue = new FeedQueue();
    queue.pushStatus('{"n":1}');
    queue.pushRequest({ name: 'request', id: 'p/1', data: '{"a":1}' });
    queue.pushRequest({ name: 'request', id: 'p/2', data: '{"a":2}' });
    queue.pushStatus('{"n":2}');
    expect(queue.take()).toBe(
      'event: request\nid: p/1\ndata: {"a":1}\n\n' +
        'event: request\nid: p/2\ndata: {"a":2}\n\n' +
        'event: status\ndata: {"n":2}\n\n',
    );
  });

  it('does not grow for a reader that does not read: it keeps 256 and tells how many it has left out, once', () => {
    const queue = new FeedQueue();
    for (let n = 1; n <= MOST_WAITING + 3; n += 1) queue.pushRequest({ name: 'request', id: `p/${n}`, data: '{}' });
    const events = queue.take().split('\n\n');
    expect(events).toHaveLength(256 + 1 + 1);
    expect(events.slice(255)).toEqual(['event: request\nid: p/256\ndata: {}', 'event: gap\ndata: {"missed":3}', '']);
    queue.pushRequest({ name: 'request', id: 'p/260', data: '{}' });
    expect(queue.take()).toBe('event: request\nid: p/260\ndata: {}\n\n');
  });
});
