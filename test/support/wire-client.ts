import { once } from 'node:events';
import { Agent, request as openRequest, type IncomingMessage } from 'node:http';
import { connect, type ClientHttp2Session } from 'node:http2';
import { text } from 'node:stream/consumers';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** In order, repeated names and all. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Sends requests as they are written, by HTTP/1.1 and HTTP/2, to one gateway. */
export class WireClient implements Disposable {
  private readonly agent = new Agent({ keepAlive: true });
  private session: ClientHttp2Session | undefined;

  constructor(private readonly url: string) {}

  /** Resolves with the status once the answer is over, whole or broken; undefined if there was none. */
  async send(request: WireRequest, http: 1 | 2, signal: AbortSignal): Promise<number | undefined> {
    try {
      return await (http === 1 ? this.sendByHttp1(request, signal) : this.sendByHttp2(request, signal));
    } catch {
      return undefined;
    }
  }

  private async sendByHttp1({ method, path, headers, body }: WireRequest, signal: AbortSignal): Promise<number> {
    const { hostname, port } = new URL(this.url);
    // Node's types know pairs by name only; as a flat list they go out in order, repeated and empty ones, too.
    const flat = [...headers, ['content-length', String(Buffer.byteLength(body))] as const].flat();
    const request = openRequest({ hostname, port, method, path, agent: this.agent, headers: flat, signal });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    request.end(body);
    const [response] = await answered;
    await text(response).catch(() => undefined);
    return Number(response.statusCode);
  }

  private async sendByHttp2({ method, path, headers, body }: WireRequest, signal: AbortSignal): Promise<number> {
    const stream = this.openSession().request(
      { ':method': method, ':path': path, ...joinRepeated(headers) },
      { endStream: body === '', signal },
    );
    const answered = once(stream, 'response') as Promise<[{ ':status'?: number }]>;
    if (body !== '') stream.end(body);
    const [{ ':status': status }] = await answered;
    await text(stream).catch(() => undefined);
    return Number(status);
  }

  private openSession(): ClientHttp2Session {
    if (this.session === undefined || this.session.closed || this.session.destroyed) {
      this.session = connect(this.url).on('error', () => undefined);
    }
    return this.session;
  }

  [Symbol.dispose](): void {
    this.agent.destroy();
    this.session?.destroy();
  }
}

/** HTTP/2 has no `host`, writes names in lower case, and Node takes several values of one name as a list. */
function joinRepeated(headers: WireRequest['headers']): Record<string, string[]> {
  const joined: Record<string, string[]> = {};
  for (const [name, value] of headers) if (name !== 'host') (joined[name.toLowerCase()] ??= []).push(value);
  return joined;
}
