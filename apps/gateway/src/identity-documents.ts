import { readSigningKey } from '@app/bedrock';
import { checkSdkEnvironment } from './config/gateway-config.js';
import { runDocumentsCommand } from './identity/run-documents-command.js';

/** Entry of `node apps/gateway/dist/identity-documents.js`: prints the issuer's documents. `--help` says how. */
process.exitCode = await runDocumentsCommand(process.argv.slice(2), {
  checkEnvironment: checkSdkEnvironment,
  readKey: readSigningKey,
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
