/**
 * Builds `dist/lambda` from the compiled output, and says how big it is and how long it takes to start. Fails when a
 * zip is over its limit. `--out <folder>` builds into another, empty folder; `--without-init` starts nothing.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { authorizer, gateway, inSandbox } from '../bench/cold-start/contestants.ts';
import { startBuiltSandbox } from '../bench/cold-start/sandbox.ts';
import { FunctionProcess, type Contestant } from '../bench/lambda/function-process.ts';
import { summarize } from '../bench/statistics/summary.ts';
import { ARTIFACT, REPOSITORY } from './lambda-artifact/artifact.ts';
import { buildArtifact } from './lambda-artifact/build-artifact.ts';
import { measureFolder } from './lambda-artifact/zip-folder.ts';

const STARTS = 5;

const { values } = parseArgs({ options: { out: { type: 'string' }, 'without-init': { type: 'boolean' } } });
const outFolder = values.out === undefined ? join(REPOSITORY, 'dist/lambda') : emptyFolder(resolve(values.out));
await buildArtifact(outFolder);
reportSizes();
if (values['without-init'] !== true) await reportInit();

/** What stands there goes: only our own folder may be full. */
function emptyFolder(folder: string): string {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error(`${folder} is not empty`);
  return folder;
}

function reportSizes(): void {
  process.stdout.write('| folder | files | bytes | zipped | limit |\n|---|---:|---:|---:|---:|\n');
  for (const { name, maxZipBytes } of ARTIFACT) {
    const { files, rawBytes, zipBytes } = measureFolder(join(outFolder, name));
    const sizes = [rawBytes, zipBytes, maxZipBytes].map((bytes) => `${Math.ceil(bytes / 1_000)} kB`);
    process.stdout.write(`| ${[name, files, ...sizes].join(' | ')} |\n`);
    if (zipBytes <= maxZipBytes) continue;
    process.stderr.write(`${name} is too big\n`);
    process.exitCode = 1;
  }
}

/** `npm run bench` measures this with something to compare it with. */
async function reportInit(): Promise<void> {
  await using sandbox = await startBuiltSandbox();
  const gatewayMs = await medianMs(gateway(inSandbox(sandbox), join(outFolder, 'gateway')));
  const authorizerMs = await medianMs(authorizer(inSandbox(sandbox), join(outFolder, 'authorizer')));
  process.stdout.write(
    `init here, median of ${STARTS} starts: gateway ${gatewayMs} ms, authorizer ${authorizerMs} ms\n`,
  );
}

async function medianMs(contestant: Contestant): Promise<string> {
  const found: number[] = [];
  for (let start = 0; start < STARTS; start += 1) found.push(await initMsOf(contestant));
  return summarize(found).median.toFixed(0);
}

async function initMsOf(contestant: Contestant): Promise<number> {
  await using started = await FunctionProcess.start(contestant);
  return started.initMs;
}
