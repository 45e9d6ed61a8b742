/** One server-sent event, as a browser would hand it over. */
export interface ServerSentEvent {
  /** `message` unless the stream names another. */
  readonly event: string;
  readonly data: string;
}

/**
 * Reads a stream of server-sent events from its text. Strict where the gateway promises more than the format does:
 * `event:` and `data:` lines with one blank behind the colon, comments, and nothing but whole events.
 *
 * @throws {Error} at the first line that is anything else, and for an event without its blank line.
 */
export function readServerSentEvents(text: string): ServerSentEvent[] {
  const blocks = text.split('\n\n');
  if (blocks.pop() !== '') throw new Error('The stream ends in the middle of an event');
  return blocks.filter((block) => !block.startsWith(': ')).map((block) => readEvent(block));
}

function readEvent(block: string): ServerSentEvent {
  const fields = block.split('\n').map((line) => {
    const [, name, value] = /^(event|data): (.*)$/s.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`Not a line of an event: ${line}`);
    return { name, value };
  });
  const valuesOf = (wanted: string): string[] => fields.flatMap(({ name, value }) => (name === wanted ? value : []));
  return { event: valuesOf('event').at(-1) ?? 'message', data: valuesOf('data').join('\n') };
}
