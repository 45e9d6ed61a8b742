#!/usr/bin/env node
import { SecretsManagerSecretReader, SecretsManagerSecretVersions } from '@app/bedrock';
import { currentEnvironment } from './config/gateway-config.js';
import { openTerminal } from './ctl/terminal/open-terminal.js';
import { runCtl } from './ctl/run-ctl.js';

/** Entry of `node apps/gateway/dist/ctl.js`: the operator's command line. `--help` says what it can do. */
const env = currentEnvironment();
const { terminal, interrupted } = openTerminal(process, env);

process.exitCode = await runCtl(process.argv.slice(2), {
  env,
  terminal,
  interrupted,
  nowEpochMs: Date.now,
  createReader: () => new SecretsManagerSecretReader(),
  createVersions: () => new SecretsManagerSecretVersions(),
});
// What still waits for its deadline is not waited for.
if (interrupted.aborted) process.exit();
