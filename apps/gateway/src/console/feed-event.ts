/** What the feed can say. */
export type FeedEventName = 'status' | 'request' | 'gap' | 'end';

/** One event, ready to be sent. */
export interface FeedEvent {
  readonly name: FeedEventName;
  /** Where a page that comes back goes on; events without one do not move that place. */
  readonly id?: string;
  /** JSON on one line. */
  readonly data: string;
}

/** An event as text. Source: HTML standard, section "Server-sent events". */
export function formatEvent({ name, id, data }: FeedEvent): string {
  const place = id === undefined ? '' : `id: ${id}\n`;
  return `event: ${name}\n${place}data: ${data}\n\n`;
}
