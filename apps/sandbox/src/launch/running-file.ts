import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject } from '../json/json-object.js';
import type { Environment } from './choose-stand-ins.js';

/** Where a running `npm start` listens, for commands in another terminal. */
export interface Running {
  /** Of the process that wrote it. */
  readonly pid: number;
  readonly gatewayUrl: string;
  readonly switchboardUrl: string;
  /** The variables by which its gateway finds everything; none of them opens anything but the sandbox. */
  readonly variables: Readonly<Record<string, string>>;
}

/** In the sandbox's folder. Only its owner can read it. */
const fileName = 'running.json';

/** What a gateway is told by: its own variables, and the SDK's addresses. Credentials of AWS stay where they are. */
const told = /^(?:GATEWAY_[A-Z0-9_]+|AWS_REGION|AWS_ENDPOINT_URL(?:_[A-Z0-9_]+)?)$/;

/** The variables of a gateway's environment that a command beside it needs. */
export function variablesToTell(env: Environment): Readonly<Record<string, string>> {
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '' && told.test(entry[0]),
  );
  return Object.fromEntries(entries);
}

/**
 * Says where things listen, until the returned function is called. Written aside and moved into place, so that nobody
 * ever reads half of it; one that a killed sandbox has left is replaced.
 */
export async function writeRunning(folder: string, running: Running): Promise<() => Promise<void>> {
  const path = join(folder, fileName);
  const draft = `${path}.${running.pid}`;
  await writeFile(draft, `${JSON.stringify(running, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
  return () => rm(path, { force: true });
}

/** What runs with this folder; undefined where nothing does, or what did was killed. */
export async function readRunning(folder: string): Promise<Running | undefined> {
  const running = parseRunning(await readFile(join(folder, fileName), 'utf8').catch(() => ''));
  return running !== undefined && isAlive(running.pid) ? running : undefined;
}

function parseRunning(text: string): Running | undefined {
  const value = parseJson(text);
  if (!isJsonObject(value)) return undefined;
  const { pid, gatewayUrl, switchboardUrl, variables } = value;
  const isText = typeof gatewayUrl === 'string' && typeof switchboardUrl === 'string';
  if (typeof pid !== 'number' || !isText || !isJsonObject(variables)) return undefined;
  const texts = Object.entries(variables).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { pid, gatewayUrl, switchboardUrl, variables: Object.fromEntries(texts) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Another program may have the number by now: then whoever connects is refused, and says so. */
function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
