import { Writable } from 'node:stream';
import { vi } from 'vitest';
import type { ResponseStream } from '../lambda/response-sink.js';

/** Members that the runtime's client gives its stream. Source: aws-lambda-ric 4.0.2, `toWritableResponseStream`. */
const METHODS = ['on', 'once', 'off', 'removeListener', 'listenerCount', 'end', 'destroy', 'emit'] as const;
const PROPERTIES = ['writableFinished', 'writableEnded', 'writableNeedDrain', 'writableLength', 'writable'] as const;

type BeforeFirstWrite = (write: (chunk: string | Uint8Array) => void) => void;

/** What `HttpResponseStream.from` uses of a stream. */
interface Framed {
  setContentType(type: string): void;
  beforeFirstWrite(hook: BeforeFirstWrite): void;
}

/** The response stream of the runtime, in memory. Like the real one it only looks like a `Writable`. */
export class RuntimeStream {
  contentType: string | undefined;
  private isStalled = false;
  private release: (() => void) | undefined;
  private beforeFirstWrite: BeforeFirstWrite | undefined;
  private hasBegun = false;
  private readonly chunks: Buffer[] = [];
  private readonly inner: Writable;
  readonly stream: ResponseStream;

  /** @param pass where chunks go; its callback says that one has left. */
  constructor(private readonly pass: (chunk: Buffer, left: () => void) => void = (_chunk, left) => left()) {
    this.inner = new Writable({
      highWaterMark: 1_000,
      write: (chunk: Buffer, _encoding, callback) => {
        this.chunks.push(chunk);
        if (this.isStalled) this.release = callback;
        else this.pass(chunk, callback);
      },
    });
    this.stream = this.wrap() as unknown as ResponseStream;
  }

  /** All that has left, and is not merely waiting to. */
  get taken(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get isFinished(): boolean {
    return this.inner.writableFinished;
  }

  /** From now on nobody takes anything: a chunk more arrives, and that is all. */
  stall(): void {
    this.isStalled = true;
  }

  /** What waits is taken after all. */
  flow(): void {
    this.isStalled = false;
    this.release?.();
  }

  /** The connection to the platform breaks. */
  fail(): void {
    this.inner.destroy(new Error('ECONNRESET, or the like'));
  }

  private wrap(): object {
    const { inner } = this;
    const methods = METHODS.map((name) => [name, inner[name].bind(inner)]);
    const properties = PROPERTIES.map((name) => [name, { get: () => inner[name] }]);
    const own: Framed & Pick<Writable, 'write'> = {
      setContentType: (type: string) => void (this.contentType = type),
      write: (chunk: string | Uint8Array) => this.write(chunk),
      beforeFirstWrite: (hook: BeforeFirstWrite) => void (this.beforeFirstWrite = hook),
    };
    return Object.defineProperties({ ...Object.fromEntries(methods), ...own }, Object.fromEntries(properties));
  }

  private write(chunk: string | Uint8Array): boolean {
    if (!this.hasBegun) this.beforeFirstWrite?.((first) => this.inner.write(first));
    this.hasBegun = true;
    return this.inner.write(chunk);
  }
}

/** Puts the runtime's global in place, until `vi.unstubAllGlobals`. Source: aws-lambda-ric 4.0.2, `HttpResponseStream`. */
export function stubRuntime(): void {
  const from = (stream: Framed, prelude: object): unknown => {
    stream.setContentType('application/vnd.awslambda.http-integration-response');
    stream.beforeFirstWrite((write) => {
      write(JSON.stringify(prelude));
      write(new Uint8Array(8));
    });
    return stream;
  };
  vi.stubGlobal('awslambda', { HttpResponseStream: { from }, streamifyResponse: (handler: unknown) => handler });
}
