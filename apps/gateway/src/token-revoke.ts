import { runRevokeCommand } from './auth/command/run-revoke-command.js';
import { loadGatewayConfig } from './config/gateway-config.js';

/** Entry of `node apps/gateway/dist/token-revoke.js`: revokes a token, or all of a subject. `--help` says how. */
process.exitCode = await runRevokeCommand(process.argv.slice(2), {
  loadConfig: loadGatewayConfig,
  nowEpochMs: Date.now,
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
