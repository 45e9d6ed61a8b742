import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Points at which a function's process waits for the test, and the test for the process: what happens when is then a
 * matter of order, not of time.
 */
export class Gate implements AsyncDisposable {
  readonly #reached = new Map<string, PromiseWithResolvers<void>>();
  readonly #opened = new Map<string, PromiseWithResolvers<void>>();

  private constructor(private readonly server: ReturnType<typeof createServer>) {
    server.on('request', (request, response) => {
      const point = (request.url ?? '').slice(1);
      this.#of(this.#reached, point).resolve();
      void this.#of(this.#opened, point).promise.then(() => response.end());
    });
  }

  static async start(): Promise<Gate> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Gate(server);
  }

  /** What functions need in their environment to find it. */
  get environment(): { readonly GATE_URL: string } {
    return { GATE_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  /** Resolves when a function has come to the point. */
  async reached(point: string): Promise<void> {
    await this.#of(this.#reached, point).promise;
  }

  /** Lets everyone pass the point, now and later. */
  open(point: string): void {
    this.#of(this.#opened, point).resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #of(points: Map<string, PromiseWithResolvers<void>>, point: string): PromiseWithResolvers<void> {
    const existing = points.get(point) ?? Promise.withResolvers<void>();
    points.set(point, existing);
    return existing;
  }
}
