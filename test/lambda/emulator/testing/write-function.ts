import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What every handler below can use. */
const PREAMBLE = `
import { get } from 'node:http';
/** Waits at a point until the test opens it. */
const wait = (point) =>
  new Promise((resolve) => get(process.env.GATE_URL + '/' + point, (answer) => answer.resume().on('end', resolve)));
/** A streaming handler that has its head sent for it. */
const streaming = (write, prelude = { statusCode: 200 }) =>
  awslambda.streamifyResponse(async (event, stream, context) => {
    const out = awslambda.HttpResponseStream.from(stream, prelude);
    await write(out, event, context);
  });
`;

/** A folder with a handler in it, as SAM would put it into a function's task root. */
export interface WrittenFunction extends AsyncDisposable {
  readonly folder: string;
}

/** Writes `index.mjs` with a few lines of test support before the source. */
export async function writeFunction(source: string): Promise<WrittenFunction> {
  const folder = await mkdtemp(join(tmpdir(), 'function-'));
  await writeFile(join(folder, 'index.mjs'), `${PREAMBLE}${source}`);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
