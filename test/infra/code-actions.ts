import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the code of the functions is. The sandbox is none of it. */
const SOURCES = ['libs/audit/src', 'libs/bedrock/src', 'libs/routing/src', 'apps/gateway/src'];

/** The IAM action behind each command of the SDK. Source: Service Authorization Reference. */
const ACTIONS: Readonly<Record<string, string>> = {
  DescribeSecretCommand: 'secretsmanager:DescribeSecret',
  GetItemCommand: 'dynamodb:GetItem',
  GetSecretValueCommand: 'secretsmanager:GetSecretValue',
  GetWebIdentityTokenCommand: 'sts:GetWebIdentityToken',
  // The streamed form has no action of its own. Source: Lambda API reference, `InvokeWithResponseStream`.
  InvokeWithResponseStreamCommand: 'lambda:InvokeFunction',
  PutItemCommand: 'dynamodb:PutItem',
  QueryCommand: 'dynamodb:Query',
  UpdateItemCommand: 'dynamodb:UpdateItem',
  PutSecretValueCommand: 'secretsmanager:PutSecretValue',
  UpdateSecretVersionStageCommand: 'secretsmanager:UpdateSecretVersionStage',
  SignCommand: 'kms:Sign',
};

/** Commands that need no permission of a role in GovCloud. */
const WITHOUT_ACTION: Readonly<Record<string, string>> = {
  AssumeRoleWithWebIdentityCommand: 'unsigned: the token in it is all that STS of the commercial partition looks at',
  GetPublicKeyCommand: 'for operators: npm run identity:documents',
  CreateServiceSpecificCredentialCommand: 'of the commercial account, by keys of its own',
  DeleteServiceSpecificCredentialCommand: 'as above',
  ListServiceSpecificCredentialsCommand: 'as above',
  UpdateServiceSpecificCredentialCommand: 'as above',
  CreateTableCommand: 'for the sandbox: the code refuses to create a table anywhere but at a loopback address',
  DescribeTableCommand: 'as above',
  UpdateTimeToLiveCommand: 'as above',
};

/** What those need who rotate secrets, and no gateway: it reads a pending version, and changes none. */
const OF_THE_ROTATION = /libs\/bedrock\/src\/secret-versions\/|apps\/gateway\/src\/rotation\//;

/** Commands are made where they are sent: `new SignCommand(`, `new commands.SignCommand(`. */
const MADE = /\bnew (?:\w+\.)?([A-Z]\w*Command)\(/g;

/** Operations of DynamoDB are called by their names, without the SDK's commands: `.call('GetItem', `. */
const CALLED = /\.(?:call|send)\(\s*'([A-Z]\w*)'/g;

/** Every IAM action that the code of the functions uses. @throws Error for a command that nobody has looked up yet */
export function listActionsOfTheCode(): Promise<readonly string[]> {
  return listActions((path) => !OF_THE_ROTATION.test(path));
}

/** Every IAM action in GovCloud that the code of the rotation uses. @throws Error as above */
export function listActionsOfTheRotation(): Promise<readonly string[]> {
  return listActions((path) => OF_THE_ROTATION.test(path));
}

async function listActions(isMeant: (path: string) => boolean): Promise<readonly string[]> {
  const texts = (await readSources()).filter(({ path }) => isMeant(path)).map(({ text }) => text);
  const commands = new Set(texts.flatMap(commandsIn));
  const needed = [...commands].filter((name) => !(name in WITHOUT_ACTION));
  return needed.map(actionOf).toSorted();
}

function commandsIn(text: string): readonly string[] {
  const made = Array.from(text.matchAll(MADE), ([, name = '']) => name);
  return [...made, ...Array.from(text.matchAll(CALLED), ([, name = '']) => `${name}Command`)];
}

function actionOf(command: string): string {
  const action = ACTIONS[command];
  if (action === undefined) throw new Error(`Which IAM action does ${command} need? Say so in code-actions.ts`);
  return action;
}

async function readSources(): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const folders = SOURCES.map(async (folder) => {
    const names = await readdir(folder, { recursive: true });
    const sources = names.filter((name) => /(?<!\.spec|\.d)\.ts$/.test(name) && !/(?:^|\/)testing\//.test(name));
    const paths = sources.map((name) => join(folder, name));
    return Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
  });
  return (await Promise.all(folders)).flat();
}
