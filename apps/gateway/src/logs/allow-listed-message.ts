import { describeError } from './describe-error.js';
import { LOG_EVENTS, type LogFields } from './log-events.js';
import type { LogValue } from './log-values.js';

/** What stands in a line of the log as its message. `withheld` counts the members that were not on the list. */
export type LoggedMessage = Readonly<Record<string, LogValue>>;

const NO_FIELDS: LogFields = {};

/**
 * Reduces whatever is to be logged to what may be: the members that the list has for its event. Anything that names no
 * event of the list is an `unlisted`, of which an error's name and place are told, and no text.
 */
export function allowListedMessage(message: unknown): LoggedMessage {
  if (typeof message !== 'object' || message === null) return { event: 'unlisted' };
  if (message instanceof Error) return { event: 'unlisted', ...pick(describeError(message), 'unlisted') };
  const event: unknown = Object.hasOwn(message, 'event') ? Reflect.get(message, 'event') : undefined;
  if (typeof event !== 'string' || !Object.hasOwn(LOG_EVENTS, event)) return { event: 'unlisted' };
  const { event: _, ...members } = message as Readonly<Record<string, unknown>>;
  return { event, ...pick(members, event) };
}

function pick(members: object, event: string): Readonly<Record<string, LogValue>> {
  const fields = LOG_EVENTS[event] ?? NO_FIELDS;
  const picked: Record<string, LogValue> = {};
  let withheld = 0;
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined) continue;
    const kept = Object.hasOwn(fields, name) ? fields[name]?.(value) : undefined;
    if (kept === undefined) withheld += 1;
    else picked[name] = kept;
  }
  return { ...picked, ...(withheld > 0 && { withheld }) };
}
