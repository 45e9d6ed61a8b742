import { SecretsManagerSecretReader } from '@app/bedrock';
import { runTokenCommand } from './auth/command/run-token-command.js';
import { loadGatewayConfig } from './config/gateway-config.js';

/** Entry of `node apps/gateway/dist/token.js`: prints a token and nothing else. `--help` says how. */
process.exitCode = await runTokenCommand(process.argv.slice(2), {
  loadConfig: loadGatewayConfig,
  createReader: () => new SecretsManagerSecretReader(),
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
