import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegoEngine, SchemaValidator, TemplateFile, type Engine } from '@aws/cloudformation-validate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTemplate } from '../support/cloudformation/read-template.js';
import { TemplateResolver } from '../support/cloudformation/resolve.js';
import { NECESSARY, parametersOf, TEMPLATE, valuesIn, type Variant } from './govcloud.deployment.js';
import { isInstalled, runTool } from './python-tools.js';
import { hasTranslator, transformTemplate } from './transformed.js';
import { withoutConditions } from './without-conditions.js';

const FOLDER = 'infra/govcloud';
const SOURCES = ['template.yaml', 'monitoring.yaml', 'dashboards.yaml', 'route-alarms.yaml'];
const REGIONS = ['us-gov-west-1', 'us-gov-east-1', 'us-east-1'];

/** What the validator found, as far as tests read it. */
interface Finding {
  readonly ruleId: string;
  readonly severity: string;
  readonly message: string;
}

/** Warnings that say nothing here. */
const NOT_MEANT: Readonly<Record<string, string>> = {
  W2509: 'a parameter that "appears to be a password": names and ARNs of secrets',
  W3002: 'a nested template is a local file: sam deploy uploads it',
  W9002: 'an ARN "written down": what this test gives to a parameter',
};

const worthReading = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ ruleId, severity }) => ['FATAL', 'ERROR', 'WARN'].includes(severity) && !(ruleId in NOT_MEANT))
    .map(({ ruleId, message }) => `${ruleId} ${message}`);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'validators-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('AWS’s validator', () => {
  let schemas: SchemaValidator;
  let rules: Engine;
  beforeAll(() => {
    schemas = new SchemaValidator();
    rules = new RegoEngine();
  });
  afterAll(() => {
    schemas.free();
    rules.free();
  });

  it.each(REGIONS)('finds every property as the schemas of %s have it', (region) => {
    for (const name of SOURCES) {
      const findings = schemas.validate(new TemplateFile(join(FOLDER, name)), region) as readonly Finding[];
      expect(worthReading(findings), name).toEqual([]);
    }
  });

  // Its rules end in no time that a test could wait for where they meet all conditions and all paths of the API at once:
  // so they are given deployments, and a path for each function.
  it.each<Variant>([
    { region: 'us-gov-west-1', mode: 'STREAM', endpoint: 'PRIVATE' },
    { region: 'us-east-1', mode: 'BUFFERED', endpoint: 'REGIONAL' },
  ])(
    'has no rule that a deployment breaks in $region, $mode, $endpoint',
    async (variant) => {
      const path = join(folder, `${variant.region}.json`);
      await writeFile(path, await reduced(variant));
      const partition = variant.region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
      const report = rules.validateStandard(new TemplateFile(path), {
        pseudoParameterOverrides: { region: variant.region, partition },
        parameterOverrides: { ...parametersOf(variant) },
      }) as { readonly status: string; readonly diagnostics: readonly Finding[] };
      expect({ status: report.status, found: worthReading(report.diagnostics) }).toEqual({ status: 'OK', found: [] });
    },
    120_000,
  );

  it('would find a reference to nothing', async () => {
    const path = join(folder, 'dangling.json');
    const whole = await reduced({ region: 'us-gov-west-1', mode: 'STREAM', endpoint: 'REGIONAL' });
    const { Resources, ...rest } = JSON.parse(whole) as { readonly Resources: Readonly<Record<string, unknown>> };
    // The topic, and what names it.
    const few = Object.entries(Resources).filter((entry) => JSON.stringify(entry).includes('"AlarmTopic"'));
    expect(few.length).toBeGreaterThan(1);
    const text = JSON.stringify({ ...rest, Resources: Object.fromEntries(few) });
    await writeFile(path, text.replaceAll('"AlarmTopic"', '"AlarmTopik"').replace('"AlarmTopik":', '"AlarmTopic":'));
    const { diagnostics } = rules.validateStandard(new TemplateFile(path)) as {
      readonly diagnostics: readonly Finding[];
    };
    expect(worthReading(diagnostics).join('\n')).toContain('AlarmTopik');
  }, 120_000);

  async function reduced({ region, ...shape }: Variant): Promise<string> {
    const template = await readTemplate(TEMPLATE);
    const resolver = new TemplateResolver(template, {
      parameters: parametersOf(shape),
      region,
      values: valuesIn(region),
    });
    const whole = JSON.parse(JSON.stringify(withoutConditions(template, resolver))) as {
      Resources: { Api: { Properties: { DefinitionBody: { paths: Record<string, unknown> } } } };
    };
    const { DefinitionBody } = whole.Resources.Api.Properties;
    const kept = ['/bedrock/invoke', '/vpn/model/{proxy+}'].map((path) => [path, DefinitionBody.paths[path]] as const);
    expect(kept.every(([, item]) => item !== undefined)).toBe(true);
    DefinitionBody.paths = Object.fromEntries(kept);
    // SAM's own name for the stage that it makes; to the rules it is a name like any other.
    return JSON.stringify(whole).replaceAll('"Api.Stage"', '"Environment"');
  }
});

const hasCfnLint = isInstalled('cfn-lint (Python)', 'cfn-lint', ['--version']);

describe.skipIf(!hasCfnLint)('cfn-lint', () => {
  it('finds nothing in the templates as they are written', async () => {
    const paths = SOURCES.map((name) => join(FOLDER, name));
    const { status, stdout } = await runTool('cfn-lint', ['--regions', ...REGIONS, '--template', ...paths]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  }, 120_000);

  it.skipIf(!hasTranslator()).each(['us-gov-west-1', 'us-east-1'])(
    'finds nothing in what CloudFormation makes of them in %s',
    async (region) => {
      const own = await mkdtemp(join(folder, 'transformed-'));
      const nested = (await readdir(FOLDER)).filter((name) => name.endsWith('.yaml'));
      await Promise.all(nested.map((name) => copyFile(join(FOLDER, name), join(own, name))));
      const path = join(own, 'transformed.json');
      await writeFile(path, JSON.stringify(await transformTemplate(region)));
      const { status, stdout } = await runTool('cfn-lint', ['--regions', region, '--template', path]);
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    },
    120_000,
  );
});

describe('what a deployment has to be given', () => {
  it('is one thing that the template cannot know', async () => {
    const { Parameters = {} } = await readTemplate(TEMPLATE);
    const necessary = Object.entries(Parameters).filter(([, { Default }]) => Default === undefined);
    expect(necessary.map(([name]) => name)).toEqual(Object.keys(NECESSARY));
  });
});
