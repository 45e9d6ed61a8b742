import { fileURLToPath } from 'node:url';
import { reportAndExit } from './launch/report-and-exit.js';
import { runCtl } from './launch/run-ctl.js';

/** `npm run -s ctl -- ...`: the operator's command line. Reads `SANDBOX_FOLDER`, as `npm start` does. */
await reportAndExit(() =>
  runCtl({
    env: process.env,
    folder: process.env['SANDBOX_FOLDER'] ?? '.sandbox',
    script: fileURLToPath(new URL('../../gateway/dist/ctl.js', import.meta.url)),
    args: process.argv.slice(2),
  }),
);
