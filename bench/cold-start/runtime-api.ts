import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a process told the Runtime API first. */
export type FirstCall =
  { readonly kind: 'next'; readonly atMs: number } | { readonly kind: 'error'; readonly body: string };

/**
 * As much of Lambda's Runtime API as a start needs: a process that asks for its first invocation is done with its init,
 * and waits for ever.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi implements AsyncDisposable {
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private report: ((call: FirstCall) => void) | undefined;

  /** Starts to listen on a free port of the loopback address. @returns `host:port`, as processes are told it */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The first call of the process that is started next. */
  firstCall(): Promise<FirstCall> {
    return new Promise((resolve) => (this.report = resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const atMs = performance.now();
    if (request.url?.endsWith('/invocation/next') === true) return this.report?.({ kind: 'next', atMs });
    const body = await text(request);
    response.writeHead(202).end('{}');
    this.report?.({ kind: 'error', body });
  }
}
