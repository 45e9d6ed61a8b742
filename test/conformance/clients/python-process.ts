import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

const DRIVER = fileURLToPath(new URL('boto3_driver.py', import.meta.url));

const END_TIMEOUT_MS = 5_000;

/** What the driver did, as it says it. */
export interface DriverReply {
  readonly returned?: unknown;
  readonly raised?: unknown;
}

/** One Python process with boto3, for all calls with one token: starting one takes longer than a hundred calls. */
export class PythonProcess implements AsyncDisposable {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<number, (reply: DriverReply) => void>();
  private calls = 0;

  /** @param env the whole environment of the process, with the token in it. */
  constructor(env: Readonly<Record<string, string>>) {
    this.child = spawn('python3', [DRIVER], { env });
    createInterface({ input: this.child.stdout }).on('line', (line) => this.receive(line));
    this.child.stderr.pipe(process.stderr);
    this.child.once('close', () => this.failAll());
    // A child that has gone says so by closing.
    this.child.on('error', () => undefined);
    this.child.stdin.on('error', () => undefined);
  }

  /** Makes a call; bytes in it may be `Uint8Array`. Side by side with others. */
  async call(order: object): Promise<DriverReply> {
    const id = this.calls++;
    const reply = new Promise<DriverReply>((resolve) => this.waiting.set(id, resolve));
    this.child.stdin.write(`${JSON.stringify({ ...order, id }, replaceBytes)}\n`);
    return reply;
  }

  /** Lets calls that are under way end, for a while. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null) return;
    const closed = once(this.child, 'close');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), END_TIMEOUT_MS);
    this.child.stdin.end();
    await closed;
    clearTimeout(timer);
  }

  private receive(line: string): void {
    const { id, ...reply } = JSON.parse(line) as DriverReply & { id: number };
    this.waiting.get(id)?.(reply);
    this.waiting.delete(id);
  }

  private failAll(): void {
    for (const resolve of this.waiting.values()) resolve({ raised: 'the Python process has gone' });
    this.waiting.clear();
  }
}

/** `this` is the object that the value stands in: a `Buffer` has been turned into something else before it comes here. */
function replaceBytes(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const original = this[key];
  return original instanceof Uint8Array ? { $bytes: Buffer.from(original).toString('base64') } : value;
}
