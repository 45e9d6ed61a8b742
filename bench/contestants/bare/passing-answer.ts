import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { endToEnd } from './end-to-end.ts';

/** Passes an answer on to whoever asked, as it comes. */
export class PassingAnswer implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  #upstream: Dispatcher.DispatchController | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.once('close', () => this.#callerIsGone());
  }

  onRequestStart(upstream: Dispatcher.DispatchController): void {
    this.#upstream = upstream;
    this.#callerIsGone();
  }

  onResponseStart({ rawHeaders }: Dispatcher.DispatchController, status: number): void {
    this.#response.writeHead(status, endToEnd(textsOf(rawHeaders)));
  }

  onResponseData(upstream: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#response.write(chunk)) return;
    upstream.pause();
    this.#response.once('drain', () => upstream.resume());
  }

  onResponseEnd(): void {
    this.#response.end();
  }

  /** An answer that is cut must not look whole. */
  onResponseError(): void {
    if (this.#response.headersSent) this.#response.destroy();
    else this.#response.writeHead(502).end();
  }

  #callerIsGone(): void {
    const { destroyed, writableEnded } = this.#response;
    if (destroyed && !writableEnded) this.#upstream?.abort(new Error('the caller is gone'));
  }
}

/** Fields are bytes, and Latin-1 keeps each of them. */
function textsOf(rawHeaders: Dispatcher.DispatchController['rawHeaders']): readonly string[] {
  return Array.isArray(rawHeaders) ? rawHeaders.map((text) => text.toString('latin1')) : [];
}
