import { text as readText } from 'node:stream/consumers';
import { SecretsManagerSecretReader } from '@app/bedrock';
import { runInspectCommand } from './auth/command/run-inspect-command.js';
import { loadGatewayConfig } from './config/gateway-config.js';

/** Entry of `node apps/gateway/dist/token-inspect.js`: says what a token holds and whether it is taken. `--help` says how. */
process.exitCode = await runInspectCommand(process.argv.slice(2), {
  loadConfig: loadGatewayConfig,
  createReader: () => new SecretsManagerSecretReader(),
  readInput: () => readText(process.stdin),
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
