/**
 * Compiles the native programs of the benchmark into `dist/bench/native`, once for what their sources are.
 *
 *     node bench/native/compile.ts
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../../tools/lambda-artifact/artifact.ts';

const SOURCES = import.meta.dirname;
const COMPILED = join(REPOSITORY, 'dist/bench/native');
const COMPILED_MARK = join(COMPILED, '.sources.sha256');

/** Warnings are errors. `_GNU_SOURCE` is for what POSIX lacks: accept4, memmem, reallocarray. */
const FLAGS = '-std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror'.split(' ');

/** Where the programs lie; the heads of their `main.c` say how they are used. */
export interface NativePrograms {
  /** What contestants stand in front of: Bedrock, and the store of the audit. */
  readonly upstream: string;
  /** What puts them under load. */
  readonly load: string;
}

/** What keeps the programs from being compiled here, in one line; undefined if nothing does. */
export function findMissingCompiler(): string | undefined {
  if (process.platform !== 'linux') return 'they need Linux';
  return spawnSync('gcc', ['--version']).status === 0 ? undefined : 'gcc not found: run bench/install.sh';
}

/**
 * Compiles the programs, unless they are compiled from these very sources already.
 *
 * @throws Error with the reason of {@link findMissingCompiler}, or with what the compiler says.
 */
export function compileNative(): NativePrograms {
  const programs = { upstream: join(COMPILED, 'upstream'), load: join(COMPILED, 'load') };
  const hash = hashOfSources();
  if (existsSync(COMPILED_MARK) && readFileSync(COMPILED_MARK, 'utf8') === hash) return programs;
  const missing = findMissingCompiler();
  if (missing !== undefined) throw new Error(`The native programs cannot be compiled: ${missing}`);
  mkdirSync(COMPILED, { recursive: true });
  compile('upstream', programs.upstream);
  compile('load', programs.load);
  writeFileSync(COMPILED_MARK, hash);
  return programs;
}

/** A program that runs meanwhile, from older sources or for somebody else, keeps its own file. */
function compile(folder: string, program: string): void {
  const unfinished = `${program}.${process.pid}`;
  const { status, stderr } = spawnSync('gcc', [...FLAGS, '-o', unfinished, ...sources([folder, 'parts']), '-lm'], {
    cwd: SOURCES,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`gcc could not compile ${folder}: ${stderr}`);
  renameSync(unfinished, program);
}

function sources(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => globSync(`${folder}/*.c`, { cwd: SOURCES })).sort();
}

function hashOfSources(): string {
  const hash = createHash('sha256').update(FLAGS.join(' '));
  for (const file of globSync('*/*.{c,h}', { cwd: SOURCES }).sort()) {
    hash.update(`${file}\n`).update(readFileSync(join(SOURCES, file)));
  }
  return hash.digest('hex');
}

if (import.meta.main) compileNative();
