import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegoEngine, TemplateFile, type Engine } from '@aws/cloudformation-validate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled, runTool } from './python-tools.js';

const GOVCLOUD = ['network', 'network-acl', 'network-endpoints', 'network-guards', 'vpn-connection'];
const COMMERCIAL = ['template', 'access', 'appliance', 'appliance-machine', 'endpoints', 'network'];

const SIDES = [
  { side: 'govcloud', region: 'us-gov-west-1', partition: 'aws-us-gov', names: GOVCLOUD },
  { side: 'commercial', region: 'us-east-1', partition: 'aws', names: COMMERCIAL },
] as const;

const TEMPLATES = SIDES.flatMap(({ names, ...where }) =>
  names.map((name) => ({ ...where, path: `infra/${where.side}/${name}.yaml` })),
);

/** Warnings that say nothing here. */
const NOT_MEANT = [
  'W1001', // a reference to something conditional: each stands in an Fn::If on that very condition
  'W2509', // a parameter that "appears to be a password": ARNs and names of secrets
  'W3002', // a nested template is a local file: sam deploy uploads it
];

describe('AWS’s validator', () => {
  let engine: Engine;
  beforeAll(() => {
    engine = new RegoEngine();
  });
  afterAll(() => engine.free());

  it.each(TEMPLATES)('finds nothing in $path for $region', ({ path, region, partition }) => {
    const report = engine.validateStandard(new TemplateFile(path), {
      severityLevel: 'WARN',
      exclude: { ids: NOT_MEANT },
      pseudoParameterOverrides: { region, partition },
    });
    expect(report.diagnostics.map(({ ruleId, message, entity }) => [ruleId, message, entity?.logicalId])).toEqual([]);
  });

  it('would find a property that there is not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wrong-'));
    const path = join(folder, 'template.yaml');
    await writeFile(path, 'Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlok: 10.0.0.0/16}}}');
    const report = engine.validateStandard(new TemplateFile(path), { severityLevel: 'ERROR' });
    await rm(folder, { recursive: true });
    expect(report.diagnostics.length).toBeGreaterThan(0);
  });
});

const hasCfnLint = isInstalled('cfn-lint (Python)', 'cfn-lint', ['--version']);

describe.skipIf(!hasCfnLint)('cfn-lint', () => {
  it.each(SIDES)(
    'finds nothing in the nested templates of $side',
    async ({ side, region, names }) => {
      const paths = names.map((name) => `infra/${side}/${name}.yaml`);
      const regions = [...new Set([region, 'us-east-1'])];
      const { status, stdout } = await runTool('cfn-lint', ['--regions', ...regions, '--template', ...paths]);
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    },
    60_000,
  );
});
