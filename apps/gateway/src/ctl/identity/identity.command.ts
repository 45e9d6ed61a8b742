import type { Command } from 'commander';
import { readSigningKey } from '@app/bedrock';
import { checkSdkEnvironment } from '../../config/gateway-config.js';
import { runDocumentsCommand } from '../../identity/run-documents-command.js';
import { runInner } from '../inner-command.js';
import { performing, verb, type Run, type VerbTools } from '../verb.js';

interface DocumentsOptions {
  readonly issuer: string;
  readonly key: readonly string[];
}

/** `ctl identity`: what the commercial partition has to know of the gateway's identity. */
export function identityCommand(tools: VerbTools): Command {
  const documents = verb({
    name: 'documents',
    summary: 'the two documents by which the commercial partition verifies the gateway',
    examples: [
      ['identity documents --issuer https://id.example.gov --key alias/gateway', 'to be put below the issuer URL'],
    ],
  })
    .requiredOption('--issuer <url>', 'what GATEWAY_WEB_IDENTITY_ISSUER says')
    .requiredOption('--key <id...>', 'KMS keys for signing: the one in use, and the next while they change')
    .action(performing<DocumentsOptions>(tools, printDocuments));
  return verb({ name: 'identity', summary: "the gateway's identity in the commercial partition", examples: [] }).addCommand(documents); // prettier-ignore
}

async function printDocuments({ options, around, terminal }: Run<DocumentsOptions>): Promise<void> {
  const words = ['--issuer', options.issuer, ...options.key.flatMap((key) => ['--key', key])];
  const checkEnvironment = (): void => checkSdkEnvironment(around.env);
  const { output } = await runInner(
    (inner) => runDocumentsCommand(words, { ...inner, checkEnvironment, readKey: readSigningKey }),
    { 1: 'environment', 2: 'usage' },
  );
  await terminal.write(output);
}
