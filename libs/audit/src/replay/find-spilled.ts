import { parseSpillLine, type SpilledRecord } from '../sinks/spill-line.js';
import { endOfObject } from './end-of-object.js';
import { messageAround } from './json-literal.js';

/** `unreadable`: a record stood here, and cannot be made out: cut, or written anew in a way that is not known. */
export type Found = SpilledRecord | 'unreadable';

/**
 * Where a spilled record begins. As it was printed, every quote is bare; inside of another document's string each has
 * the same number of backslashes before it. What looks like one in any other way is the second half: to be reported.
 */
const BEGINNINGS =
  /\{\s*(?<slashes>\\*)"marker\k<slashes>"\s*:\s*\k<slashes>"audit\.spill\k<slashes>"|marker.{0,24}?audit\.spill/g;

/**
 * Finds the spilled records in a line of a log, in their order, wherever they stand: behind a collector's timestamp,
 * several in a line, or escaped as the text of a message in a JSON document, as often as that was done.
 *
 * Nothing that is marked is passed over: it is a record, or `unreadable`.
 */
export function* findSpilled(line: string): Generator<Found> {
  const beginnings = new RegExp(BEGINNINGS);
  for (let match = beginnings.exec(line); match; match = beginnings.exec(line)) {
    const isBare = match.groups?.['slashes'] === '';
    const end = isBare ? yield* readObject(line, match.index) : yield* readMessage(line, match);
    // What was cut ends where the next record begins, so the search goes on right behind the mark.
    beginnings.lastIndex = end ?? beginnings.lastIndex;
  }
}

/** Returns where the record ends; undefined if it is none: what looks like its end may be that of the next one. */
function* readObject(line: string, start: number): Generator<Found, number | undefined> {
  const end = endOfObject(line, start);
  const spilled = end === undefined ? undefined : parseSpillLine(line.slice(start, end));
  yield spilled ?? 'unreadable';
  return spilled && end;
}

/** Returns where the message ends that holds the record, if it does. */
function* readMessage(line: string, { groups, index }: RegExpExecArray): Generator<Found, number | undefined> {
  const message = groups?.['slashes'] === undefined ? undefined : messageAround(line, index);
  if (message === undefined) yield 'unreadable';
  else yield* findSpilled(message.text);
  return message?.end;
}
