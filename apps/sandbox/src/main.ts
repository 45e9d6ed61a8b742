import { fileURLToPath } from 'node:url';
import { launch } from './launch/launch.js';
import { listenForSignals } from './launch/listen-for-signals.js';
import { reportAndExit } from './launch/report-and-exit.js';

/** What a shell calls the end by a second Ctrl-C: 128 and the number of SIGINT. */
const interruptedExitCode = 130;

/**
 * `npm start`: the gateway with stand-ins for whatever is not configured, until Ctrl-C.
 *
 * Reads `SANDBOX_FOLDER` (default `.sandbox` in the current folder), `SANDBOX_BEDROCK_API_KEY`, and the variables by
 * which real services are named; everything else is for the gateway.
 */
const signals = listenForSignals(process);
signals.hurry.addEventListener('abort', () => setImmediate(() => process.exit(interruptedExitCode)));

await reportAndExit(() =>
  launch({
    env: process.env,
    folder: process.env['SANDBOX_FOLDER'] ?? '.sandbox',
    gatewayScript: fileURLToPath(new URL('../../gateway/dist/main.js', import.meta.url)),
    tokenScript: fileURLToPath(new URL('../../gateway/dist/token.js', import.meta.url)),
    timeouts: { startMs: 60_000, stopMs: 30_000 },
    signals,
    write: (text) => void process.stdout.write(text),
  }),
);
