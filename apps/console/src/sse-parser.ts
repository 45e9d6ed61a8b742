/** One event as the gateway sent it. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
  /** The place of the last event that had one, this one included. */
  readonly place: string | undefined;
}

/** Far more than an event has. What does not end is no event stream. */
const MOST_CHARACTERS = 1_000_000;

const LINE_END = /\r\n|\n|\r(?!$)/;

/**
 * Makes events of bytes, wherever they are torn. `EventSource` would do it as well, but cannot send a token.
 * Source: HTML standard, section "Interpreting an event stream".
 */
export class SseParser {
  private readonly decoder = new TextDecoder();
  private rest = '';
  private name = '';
  private data: string[] = [];
  private place: string | undefined;

  /**
   * The events that the bytes complete, if any.
   *
   * @throws {RangeError} for a line, or data, without an end.
   */
  push(bytes: Uint8Array): readonly ServerEvent[] {
    this.rest += this.decoder.decode(bytes, { stream: true });
    // A carriage return at the very end may be half of a line end: it waits for what comes.
    const lines = this.rest.split(LINE_END);
    this.rest = lines.pop() ?? '';
    if (this.rest.length > MOST_CHARACTERS) throw new RangeError('A line of the feed does not end');
    return lines.flatMap((line) => this.takeLine(line));
  }

  private takeLine(line: string): readonly ServerEvent[] {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return [];
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.name = value;
    if (field === 'id' && !value.includes('\0')) this.place = value;
    if (field === 'data') this.addData(value);
    return [];
  }

  private addData(value: string): void {
    const characters = this.data.reduce((sum, line) => sum + line.length, value.length);
    if (characters > MOST_CHARACTERS) throw new RangeError('An event of the feed does not end');
    this.data.push(value);
  }

  private dispatch(): readonly ServerEvent[] {
    const { name, data, place } = this;
    this.name = '';
    this.data = [];
    if (data.length === 0) return [];
    return [{ name: name === '' ? 'message' : name, data: data.join('\n'), place }];
  }
}
