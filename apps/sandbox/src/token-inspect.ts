import { fileURLToPath } from 'node:url';
import { reportAndExit } from './launch/report-and-exit.js';
import { runToken } from './launch/run-token.js';

/** `npm run -s token:inspect -- TOKEN`: what a token holds, and whether it is taken. Reads `SANDBOX_FOLDER`, as `npm start` does. */
await reportAndExit(() =>
  runToken({
    env: process.env,
    folder: process.env['SANDBOX_FOLDER'] ?? '.sandbox',
    tokenScript: fileURLToPath(new URL('../../gateway/dist/token-inspect.js', import.meta.url)),
    args: process.argv.slice(2),
  }),
);
