import { loadRotationConfig } from './config/gateway-config.js';
import { runRotationCommand } from './rotation/command/run-rotation-command.js';
import { openRotation } from './rotation/open-rotation.js';

/** Entry of `node apps/gateway/dist/rotate-secrets.js WHAT`: rotates a secret. `--help` says how. */
process.exitCode = await runRotationCommand(process.argv.slice(2), {
  loadConfig: loadRotationConfig,
  open: openRotation,
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
