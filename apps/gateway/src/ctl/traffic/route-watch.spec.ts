import { describe, expect, it } from 'vitest';
import { RouteWatch } from './route-watch.js';

/** A gateway that gives these answers in turn, the last one again and again. */
function watchOf(...answers: readonly object[]) {
  const asked: string[] = [];
  const gateway = {
    getJson: <Document extends object>(path: string): Promise<Document> => {
      asked.push(path);
      return Promise.resolve((answers[asked.length - 1] ?? answers.at(-1)) as Document);
    },
  };
  return { asked, watch: new RouteWatch(gateway) };
}

const RECORD = { attempts: [{ route: 'vpn', outcome: 'ok' }] };

describe('RouteWatch', () => {
  it.each([
    [{ state: 'down', failure: 'unreachable (reset)' }, 'Route vpn is down (unreachable (reset)): nothing is shifted'],
    [{ state: 'not-configured' }, 'Route vpn is not-configured: nothing is shifted'],
    [{ state: 'unknown' }, 'Route vpn is unknown: nothing is shifted'],
    [undefined, 'Route vpn is not-configured: nothing is shifted'],
  ])('lets nothing go to a route that is %j', async (vpn, message) => {
    const { watch } = watchOf({ routes: { internet: { state: 'up' }, ...(vpn && { vpn }) } });

    await expect(watch.requireUp('vpn')).rejects.toMatchObject({ exit: 'failed', message, next: 'ctl doctor' });
    await expect(watch.requireUp('internet')).resolves.toBeUndefined();
  });

  it('counts what came in since an instant, page by page', async () => {
    const { asked, watch } = watchOf(
      { requests: [RECORD, RECORD], nextCursor: 'a b' },
      { requests: [], nextCursor: 'next' },
      { requests: [RECORD] },
    );

    expect((await watch.since(1_767_225_600_000)).vpn).toEqual({ attempts: 3, failed: 0 });
    expect(asked).toEqual([
      '/v1/audit/requests?from=2026-01-01T00%3A00%3A00.000Z&limit=200',
      '/v1/audit/requests?from=2026-01-01T00%3A00%3A00.000Z&limit=200&cursor=a+b',
      '/v1/audit/requests?from=2026-01-01T00%3A00%3A00.000Z&limit=200&cursor=next',
    ]);
  });

  it('reads five pages and no more, however many there are', async () => {
    const { asked, watch } = watchOf({ requests: [RECORD], nextCursor: 'again' });

    expect((await watch.since(0)).vpn.attempts).toBe(5);
    expect(asked).toHaveLength(5);
  });

  it('counts nothing where the answer has no requests', async () => {
    expect((await watchOf({}).watch.since(0)).vpn).toEqual({ attempts: 0, failed: 0 });
  });
});
