import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { HeadTooLargeError } from '../problems/errors.js';
import { BAD_REQUEST, TOO_SLOW } from '../problems/problem.table.js';
import type { Problem } from '../problems/problem.js';
import { toProblem } from '../problems/to-problem.js';
import { MAX_HEADER_BYTES } from './limit-server.js';
import { writeRefusal } from './refusal.js';

/** What Node's parser and its timers say that is more than "no HTTP", by the code of the error. */
const PROBLEMS: ReadonlyMap<string, Problem> = new Map([
  ['HPE_HEADER_OVERFLOW', toProblem(new HeadTooLargeError('maxHeaderBytes', MAX_HEADER_BYTES))],
  ['ERR_HTTP_REQUEST_TIMEOUT', TOO_SLOW],
]);

/**
 * Has a server answer what is no request, or does not become one in time, in the shape that every other error has, and
 * cut it off. Node's own words would be a bare line. Whose answer has begun is cut off without one.
 *
 * @param onRefused is told the status of each
 */
export function answerBadRequests(server: Server, onRefused: (status: number) => void): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    answers.set(socket, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answer = answers.get(socket);
    const problem = problemOfCode(error.code ?? '');
    // Behind half an answer nothing else can be said.
    if (!problem || !socket.writable || isHalfSent(answer)) return void socket.destroy();
    // What is whole goes out first; what is not has a handler that sees its caller go.
    onRefused(problem.status);
    socket.end(writeRefusal(problem, idOf(answer)), () => socket.destroy());
  });
  // Whoever expects what nobody offers is served all the same (RFC 9110, section 10.1.1); Node would answer a bare 417.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
}

/** Undefined where there is nobody to tell: the connection was reset, or TLS never came about. */
function problemOfCode(code: string): Problem | undefined {
  return PROBLEMS.get(code) ?? (code.startsWith('HPE_') ? BAD_REQUEST : undefined);
}

function isHalfSent(answer: ServerResponse | undefined): boolean {
  return answer?.headersSent === true && !answer.writableEnded;
}

/** Of a request whose body broke off: its handler is at work, and puts it on record under this id. */
function idOf(answer: ServerResponse | undefined): string | undefined {
  const id = answer?.writableEnded === false ? answer.getHeader('X-Request-ID') : undefined;
  return typeof id === 'string' ? id : undefined;
}
