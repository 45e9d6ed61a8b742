import { fileURLToPath } from 'node:url';
import { reportAndExit } from './launch/report-and-exit.js';
import { runToken } from './launch/run-token.js';

/** `npm run -s token -- ...`: a token on stdout and nothing else. Reads `SANDBOX_FOLDER`, as `npm start` does. */
await reportAndExit(() =>
  runToken({
    env: process.env,
    folder: process.env['SANDBOX_FOLDER'] ?? '.sandbox',
    tokenScript: fileURLToPath(new URL('../../gateway/dist/token.js', import.meta.url)),
    args: process.argv.slice(2),
  }),
);
