import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { NativeServer } from '../../bench/ground/native-server.ts';
import { compileNative, type NativePrograms } from '../../bench/native/compile.ts';

/** Compiling takes a few seconds, once. */
const COMPILE_TIMEOUT_MS = 60_000;

/** The compiled programs, and a server that all tests of a block share. */
export interface SharedNative {
  readonly programs: NativePrograms;
  readonly upstream: NativeServer;
  /** Where the upstream is, with a path. */
  url(path: string): string;
}

/** Compiles the programs and starts the server before the first test of the block that calls this. */
export function shareNative(): SharedNative {
  let [programs, upstream]: [NativePrograms?, NativeServer?] = [];
  beforeAll(async () => {
    programs = compileNative();
    upstream = await NativeServer.start(programs.upstream);
  }, COMPILE_TIMEOUT_MS);
  afterAll(() => upstream?.[Symbol.asyncDispose]());
  const started = <Part>(part: Part | undefined): Part => {
    if (part === undefined) throw new Error('It is not there yet');
    return part;
  };
  return {
    get programs() {
      return started(programs);
    },
    get upstream() {
      return started(upstream);
    },
    url: (path) => `http://127.0.0.1:${started(upstream).port}${path}`,
  };
}

/** A file of requests for the load, until the end of the test. */
export function requestsFileOf(...requests: readonly (string | Buffer)[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'requests-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'requests');
  writeFileSync(file, Buffer.concat(requests.map((request) => Buffer.from(request))));
  return file;
}

/** A request without anything that is not needed. */
export function plainPost(path: string, body = ''): string {
  return `POST ${path} HTTP/1.1\r\nHost: any\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
