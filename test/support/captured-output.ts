import { vi } from 'vitest';

/** What this process has written to stdout and stderr since the capture began. */
export interface CapturedOutput extends Disposable {
  text(): string;
  /** The lines that are JSON objects: those of the gateway's log and of the audit's spill. */
  jsonLines(): readonly Readonly<Record<string, unknown>>[];
}

/** Keeps the output to itself until it is disposed of: log lines are evidence, and noise in a test report. */
export function captureOutput(): CapturedOutput {
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((chunk, encodingOrDone?: unknown, done?: unknown) => {
      written.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      const callback = typeof encodingOrDone === 'function' ? encodingOrDone : done;
      // As a stream does: never before `write` has returned.
      if (typeof callback === 'function') process.nextTick(callback);
      return true;
    }),
  );
  const text = (): string => written.join('');
  return {
    text,
    jsonLines: () => text().split('\n').flatMap(parseObject),
    [Symbol.dispose]: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
}

function parseObject(line: string): Readonly<Record<string, unknown>>[] {
  if (!line.startsWith('{')) return [];
  return [JSON.parse(line) as Readonly<Record<string, unknown>>];
}
