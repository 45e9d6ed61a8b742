import { once } from 'node:events';
import { request as openRequest, type ClientRequest, type IncomingMessage, type Server } from 'node:http';
import { attachInvocation, type Invocation } from '../exchange/invocation.js';
import { MemoryConnections, type MemoryConnection } from '../listener/memory-connections.js';
import { answerPrelude, type AnswerPrelude } from './answer-prelude.js';
import { AnswerBrokenError } from './errors.js';
import { withHost, type ProxyRequest } from './proxy-event.js';

/** Takes an answer as it comes. */
export interface AnswerTaker {
  /** Called once, with the head. */
  begin(prelude: AnswerPrelude): Promise<void>;
  /** Resolves when there is room for more. */
  write(chunk: Uint8Array): Promise<void>;
  /** Fires when nobody takes the answer any more: the application sees its caller go. */
  readonly signal: AbortSignal;
}

const memory = new MemoryConnections();

/**
 * Carries one request to the application's HTTP server over a connection that never leaves the process, and its answer
 * back chunk by chunk. The server need not listen. Resolves when the whole answer has been taken.
 *
 * @throws {AnswerBrokenError} if the answer broke off, or there was none.
 * @throws the signal's reason if it fired.
 */
export async function carryEvent(
  server: Server,
  request: ProxyRequest,
  invocation: Invocation,
  taker: AnswerTaker,
): Promise<void> {
  const connection = connect(request);
  attachInvocation(connection.serverSide, invocation);
  const leave = (): void => void connection.clientSide.destroy();
  taker.signal.addEventListener('abort', leave, { once: true });
  try {
    server.emit('connection', connection.serverSide);
    await passAnswer(await answerTo(send(request, connection)), taker);
    await closed(connection);
  } catch {
    leave();
    await closed(connection);
    taker.signal.throwIfAborted();
    throw new AnswerBrokenError();
  } finally {
    taker.signal.removeEventListener('abort', leave);
  }
}

function connect({ sourceIp }: ProxyRequest): MemoryConnection {
  const unknown = { remotePort: undefined, remoteFamily: undefined, localAddress: undefined, localPort: undefined };
  return memory.open({ remoteAddress: sourceIp, ...unknown });
}

function send(event: ProxyRequest, { clientSide }: MemoryConnection): ClientRequest {
  const { method, target, body } = event;
  const length = body.length > 0 ? ['content-length', String(body.length)] : [];
  const request = openRequest({
    method,
    path: target,
    headers: [...withHost(event).flat(), ...length, 'connection', 'close'],
    setHost: false,
    createConnection: () => clientSide,
  });
  // Whoever waits for the answer gets the error; what breaks behind its head is told by the answer itself.
  request.on('error', () => undefined);
  request.end(body);
  return request;
}

async function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return answer;
}

async function passAnswer(answer: IncomingMessage, taker: AnswerTaker): Promise<void> {
  await taker.begin(answerPrelude(answer));
  for await (const chunk of answer as AsyncIterable<Uint8Array>) await taker.write(chunk);
}

/** The application's side of a connection ends when the application is done with the request. */
async function closed({ serverSide }: MemoryConnection): Promise<void> {
  if (!serverSide.closed) await once(serverSide, 'close');
}
