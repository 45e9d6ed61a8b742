import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingProgram } from '../conformance/clients/python-environment.js';
import { ROOT } from '../support/command.js';
import type { Snippet } from './read-document.js';
import { runSnippet, whatIsMissingFor } from './run-snippet.js';

/** A call that is bound to fail. */
export interface FailingCall {
  readonly endpoint: string;
  readonly token: string;
  readonly modelId: string;
  readonly prompt: string;
}

/** What a client makes of a failure; what it does not show is left out. */
export interface SeenFailure {
  readonly status?: number;
  /** As Bedrock or the gateway sent it: Bedrock adds an address to some. */
  readonly type: string;
  /** What its user gets to see first: the type, or the name of an error of the client's own. */
  readonly shown: string;
  /** Whether the client has a class of that name, for types of Bedrock's. */
  readonly hasOwnClass?: boolean;
}

/** A client as it comes, with its own retries, in a script that makes calls and says how they failed. */
export interface ClientProbe {
  /** As the tables of the document name the client. */
  readonly client: string;
  /** Says what is missing where the client is not installed. */
  missing(): Promise<string | undefined>;
  run(calls: readonly FailingCall[]): Promise<SeenFailure[]>;
}

type Script = readonly [client: string, file: string, language: Snippet['language']];

const SCRIPTS: readonly Script[] = [
  ['AWS SDK for JavaScript', 'aws-sdk.mjs', 'js'],
  ['boto3', 'boto3.py', 'python'],
  ['AWS CLI', 'aws-cli.mjs', 'js'],
  ["Anthropic's client", 'anthropic.mjs', 'js'],
  ['AI SDK', 'ai-sdk.mjs', 'js'],
  ['LangChain', 'langchain.mjs', 'js'],
];

/** One for each client. */
export const CLIENT_PROBES: readonly ClientProbe[] = SCRIPTS.map(([client, file, language]) => {
  const code = readFileSync(join(ROOT, 'test/docs/probes', file), 'utf8');
  const snippet: Snippet = { heading: client, language, code };
  return {
    client,
    missing: () => (client === 'AWS CLI' ? missingAwsCli() : whatIsMissingFor(snippet)),
    run: async (calls) => JSON.parse(await runSnippet(snippet, { CASES: JSON.stringify(calls) })) as SeenFailure[],
  };
});

/** The other version has other retries. */
function missingAwsCli(): Promise<string | undefined> {
  return missingProgram('aws', ['--version'], /^aws-cli\/1\./m);
}
