import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the code of the functions is. The sandbox is none of it. */
const SOURCES = ['libs/audit/src', 'libs/bedrock/src', 'libs/routing/src', 'apps/gateway/src'];

/** The IAM action behind each command of the SDK. Source: Service Authorization Reference. */
const ACTIONS: Readonly<Record<string, string>> = {
  GetItemCommand: 'dynamodb:GetItem',
  GetSecretValueCommand: 'secretsmanager:GetSecretValue',
  // The streamed form has no action of its own. Source: Lambda API reference, `InvokeWithResponseStream`.
  InvokeWithResponseStreamCommand: 'lambda:InvokeFunction',
  PutItemCommand: 'dynamodb:PutItem',
};

/** Commands that need no permission of a role in GovCloud. */
const WITHOUT_ACTION: Readonly<Record<string, string>> = {
  CreateTableCommand: 'for the sandbox: the code refuses to create a table anywhere but at a loopback address',
  DescribeTableCommand: 'as above',
  UpdateTimeToLiveCommand: 'as above',
};

/** Commands are made where they are sent: `new GetItemCommand(`, `new commands.GetItemCommand(`. */
const MADE = /\bnew (?:\w+\.)?([A-Z]\w*Command)\(/g;

/** Every IAM action that the code of the functions uses. @throws Error for a command that nobody has looked up yet */
export async function listActionsOfTheCode(): Promise<readonly string[]> {
  const commands = new Set(
    (await readSources()).flatMap((text) => [...text.matchAll(MADE)].map(([, name = '']) => name)),
  );
  const needed = [...commands].filter((name) => !(name in WITHOUT_ACTION));
  return needed.map(actionOf).toSorted();
}

function actionOf(command: string): string {
  const action = ACTIONS[command];
  if (action === undefined) throw new Error(`Which IAM action does ${command} need? Say so in code-actions.ts`);
  return action;
}

async function readSources(): Promise<readonly string[]> {
  const folders = SOURCES.map(async (folder) => {
    const names = await readdir(folder, { recursive: true });
    const sources = names.filter((name) => /(?<!\.spec|\.d)\.ts$/.test(name) && !/(?:^|\/)testing\//.test(name));
    return Promise.all(sources.map((name) => readFile(join(folder, name), 'utf8')));
  });
  return (await Promise.all(folders)).flat();
}
