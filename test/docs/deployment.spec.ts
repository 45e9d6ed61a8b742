import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { missingProgram } from '../conformance/clients/python-environment.js';
import { deployGateway, type DeployedGateway } from '../lambda/deployed/deploy-gateway.js';
import { readAuditRecords } from '../support/audit-records.js';
import { deployTree, listResources } from '../support/cloudformation/deploy-tree.js';
import { FakePrograms } from './fake-aws.js';
import { readOperatorsShell, readSnippets, type Snippet } from './read-document.js';
import { exportsOf, runSnippet, whatIsMissingFor } from './run-snippet.js';

const DOCUMENT = 'docs/deployment.md';
const HELLO = 'Echo from us.amazon.nova-premier-v1:0: Hello [060269ada81b]';

const snippets = readSnippets(DOCUMENT);
const prelude = readOperatorsShell();

type Environment = Readonly<Record<string, string>>;

function under(heading: string, language: Snippet['language'] = 'sh', at = 0): Snippet {
  const found = snippets.filter((snippet) => snippet.heading === heading && snippet.language === language)[at];
  if (!found) throw new Error(`Nothing to run under "${heading}"`);
  return found;
}

/** A block as it is typed in that shell. */
const inShell = (snippet: Snippet): Snippet => ({ ...snippet, code: `${prelude}\n${snippet.code}` });

/** Runs a block with programs that answer in the place of AWS; returns each call that was made. */
async function callsOf(snippet: Snippet, environment: Environment = {}): Promise<string[][]> {
  await using programs = await FakePrograms.install();
  await runSnippet(inShell(snippet), { ...environment, PATH: programs.path });
  return programs.calls();
}

const missingJq = await missingProgram('jq', ['--version']);
if (missingJq !== undefined) process.stderr.write(`SKIPPED: ${DOCUMENT}, commands with jq: ${missingJq}\n`);

/** What stands behind an option. */
const valueOf = (call: readonly string[] = [], option: string): string | undefined => call[call.indexOf(option) + 1];

describe('what docs/deployment.md says to type', () => {
  it('is run here, or needs an account', () => {
    const run = ['Internet only', 'The first token', 'The first request', 'What it costs', 'Rotating secrets'];
    const headings = new Set(snippets.map(({ heading }) => heading));
    expect(headings).toEqual(new Set([...run, 'Limits in a deployment', 'Upgrade']));
    expect(prelude).toContain('field() {');
  });

  it('gives the identity alone all that its template asks for, and makes nothing that costs', async () => {
    const calls = await callsOf(under('Internet only'));
    const deploy = calls.find((call) => call.includes('deploy')) ?? [];
    const given = deploy.slice(deploy.indexOf('--parameter-overrides') + 1).map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1)] as const;
    });
    const template = valueOf(deploy, '--template-file') ?? '';
    const tree = await deployTree(template, { region: 'us-east-1', parameters: Object.fromEntries(given) });
    expect(valueOf(deploy, '--stack-name')).toBe('dual-routing-gateway-dev-access');
    expect(listResources(tree).map(({ type }) => type)).toEqual(['AWS::IAM::User', 'AWS::IAM::ManagedPolicy']);
    expect(tree.outputs['BedrockUserName']).toBeDefined();
    expect(JSON.stringify(tree.resources)).toContain('arn:aws:bedrock:us-east-1:123456789012:inference-profile/*');
  });

  it.skipIf(missingJq !== undefined)(
    'puts a signing secret in that the gateway can read, and shows it to nobody',
    async () => {
      await using programs = await FakePrograms.install();
      const drawn = 'Drawn'.repeat(13);
      const environment = { PATH: programs.path, DRAWN_PASSWORD: drawn, OUTPUT_TokenSecretArn: 'arn:token' };
      const printed = await runSnippet(inShell(under('Rotating secrets')), environment);
      expect(JSON.parse(await programs.secret())).toEqual({ secret: drawn });
      const calls = await programs.calls();
      expect(valueOf(calls.at(-1), '--secret-id')).toBe('arn:token');
      expect(`${printed}${JSON.stringify(calls)}`).not.toContain(drawn);
    },
  );

  it.skipIf(missingJq !== undefined)('reads AWS’s price lists', async () => {
    const dimension = { unit: 'Hrs', description: 'per hour', pricePerUnit: { USD: '0.0100000000' } };
    const terms = { OnDemand: { SKU: { 'SKU.TERM': { priceDimensions: { 'SKU.TERM.RATE': dimension } } } } };
    await using programs = await FakePrograms.install({ priceList: { terms } });
    const printed = await runSnippet(under('What it costs'), { PATH: programs.path });
    const calls = await programs.calls();
    expect(calls).toHaveLength(7);
    expect(printed.split('\n')).toEqual(Array.from(calls, () => '0.0100000000\tHrs\tper hour'));
  });
});

describe('the first request through API Gateway', () => {
  let sandbox: Sandbox;
  let gateway: DeployedGateway;
  let programs: FakePrograms;
  let folder: string;
  let exported: Environment;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await deployGateway(sandbox);
    programs = await FakePrograms.install();
    folder = await mkdtemp(join(tmpdir(), 'deployment-'));
    const profile = '[profile govcloud]\naws_access_key_id = test\naws_secret_access_key = test\n';
    await writeFile(join(folder, 'config'), profile);
    const shell = {
      PATH: programs.path,
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_ENDPOINT_URL_SECRETS_MANAGER: sandbox.urls.secretsManager,
      OUTPUT_ApiUrl: gateway.url,
      OUTPUT_TokenSecretArn: 'bearer-token-secret',
      OUTPUT_AuditTableName: gateway.auditTable,
    };
    const set = Object.entries(await exportsOf(inShell(under('The first token')), shell));
    // The others are set for one command, and not exported.
    const isExported = ([name]: [string, string]): boolean => !/^(GATEWAY_.*|AWS_PROFILE|AWS_REGION)$/.test(name);
    exported = { ...shell, ...Object.fromEntries(set.filter(isExported)) };
  }, 120_000);

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await sandbox.close();
    await programs[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('is answered by either route, as the page shows', async () => {
    const snippet = under('The first request');
    expect(await runSnippet(snippet, exported)).toBe(snippet.prints);
  });

  it('streams to boto3', async ({ skip }) => {
    const snippet = under('The first request', 'python');
    const missing = await whatIsMissingFor(snippet);
    skip(missing !== undefined, missing);
    expect(await runSnippet(snippet, exported)).toBe(HELLO);
  });

  it('is seen in the status of both routes', async () => {
    const status = JSON.parse(await runSnippet(under('The first request', 'sh', 1), exported)) as object;
    expect(JSON.stringify(status)).toMatch(/"internet".*"vpn"/);
  });

  it('has its spilled records put back from the logs of both functions', { timeout: 60_000 }, async () => {
    const record = { requestId: 'spilled-1', timestamp: '2026-03-04T05:06:07.089Z', subject: 'you' };
    const line = (phase: string, outcome: string): string =>
      `${JSON.stringify({ marker: 'audit.spill', phase, record: { ...record, outcome } })}\n`;
    const shell = {
      ...exported,
      OUTPUT_InternetFunctionName: 'gate-internet',
      OUTPUT_VpnFunctionName: 'gate-vpn',
      OUTPUT_UsageTableName: 'cross-partition-usage',
      AWS_ENDPOINT_URL_DYNAMODB: sandbox.urls.dynamodb,
      // As the AWS CLI prints a list of texts, each with the end of its line.
      LOG_EVENTS: [line('finish', 'complete'), line('start', 'started')].join('\t'),
    };
    const printed = await runSnippet(inShell(under('Limits in a deployment')), shell);
    expect(printed).toMatch(/^unreadable +0\nrejected by the table +0\nnot taken this time +0$/m);
    const records = await readAuditRecords(sandbox.urls.dynamodb, gateway.auditTable);
    expect(records.filter(({ requestId }) => requestId === 'spilled-1')).toEqual([
      expect.objectContaining({ ...record, outcome: 'complete' }),
    ]);
    const calls = (await programs.calls()).filter((call) => call.includes('logs'));
    const groups = calls.map((call) => valueOf(call, '--log-group-name'));
    expect(groups).toEqual(['/aws/lambda/gate-internet', '/aws/lambda/gate-vpn']);
    expect(new Set(calls.map((call) => valueOf(call, '--filter-pattern')))).toEqual(new Set(['"audit.spill"']));
  });

  it('has left records that the page’s query asks for', async () => {
    await runSnippet(under('The first request'), exported);
    await gateway.settled();
    const records = await readAuditRecords(sandbox.urls.dynamodb, gateway.auditTable);
    expect(records).toContainEqual(
      expect.objectContaining({ subject: 'you', routingMethod: 'vpn', outcome: 'complete' }),
    );

    const calls = await callsOf(under('The first request', 'sh', 2), exported);
    const query = calls.find((call) => call.includes('dynamodb'));
    expect(valueOf(query, '--table-name')).toBe(gateway.auditTable);
    expect(valueOf(query, '--key-condition-expression')).toBe('subject = :you');
    const { AuditTable } = (
      await deployTree('infra/govcloud/template.yaml', { parameters: { DynamoDbPrefixListId: 'pl-0123abcd' } })
    ).resources;
    expect(AuditTable?.properties['GlobalSecondaryIndexes']).toContainEqual(
      expect.objectContaining({
        IndexName: valueOf(query, '--index-name'),
        KeySchema: expect.arrayContaining([{ AttributeName: 'subject', KeyType: 'HASH' }]),
      }),
    );
  });
});
