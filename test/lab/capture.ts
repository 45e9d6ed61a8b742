import type { ChildProcess } from 'node:child_process';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { Namespace } from './namespace.js';

/** Whole packets of every link (a network card's joined ones are cut off), and room for thousands of them. */
const WITHOUT_LOSS = ['--snapshot-length=2048', '--buffer-size=32768'];

/** Everything that passes an interface, from the moment it is started until it is stopped. */
export class Capture {
  private constructor(
    private readonly process: ChildProcess,
    private readonly file: string,
    private readonly written: Promise<void>,
    private readonly report: Promise<string>,
  ) {}

  /** @param device an interface, or `any` of the namespace. */
  static async start(namespace: Namespace, device: string, file: string): Promise<Capture> {
    // To its output, not to a file: as root, Debian's tcpdump gives its rights away and cannot open one just anywhere.
    const words = ['tcpdump', '-i', device, '-n', ...WITHOUT_LOSS, '--immediate-mode', '-U', '-w', '-'];
    const process = namespace.spawn(words);
    if (process.stdout === null || process.stderr === null) throw new Error('tcpdump has no output');
    const written = finished(process.stdout.pipe(createWriteStream(file)));
    const report = text(process.stderr);
    // The head of the file comes once it listens.
    await Promise.race([once(process.stdout, 'data'), once(process, 'exit')]);
    return new Capture(process, file, written, report);
  }

  /** Ends it. @throws {Error} if a packet was missed: what was not seen proves nothing. */
  async stop(): Promise<void> {
    this.process.kill('SIGINT');
    await this.written;
    const report = await this.report;
    if (!/^0 packets dropped by kernel$/m.test(report)) throw new Error(`${this.file} is not whole: ${report}`);
  }

  /** Packets so far that fit a filter in tcpdump's language. */
  async count(filter: string): Promise<number> {
    const { stdout } = await promisify(execFile)('tcpdump', ['-n', '-r', this.file, '--count', filter]);
    const [, count] = /^(\d+) packets?$/m.exec(stdout) ?? [];
    if (count === undefined) throw new Error(`tcpdump does not count: ${stdout}`);
    return Number(count);
  }

  /** Whether a text occurs in any packet as it stands. */
  async contains(text: string): Promise<boolean> {
    return (await readFile(this.file)).includes(text);
  }
}
