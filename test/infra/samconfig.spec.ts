import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readTemplate } from '../support/cloudformation/read-template.js';

const STAGES = ['dev', 'test', 'prod'] as const;

/** A stage's settings, and its parameters with those that wait in comments for a value. */
async function readStage(side: string, stage: string): Promise<{ settings: string; parameters: readonly string[] }> {
  const text = await readFile(`infra/${side}/samconfig.toml`, 'utf8');
  const [, settings = ''] = text.split(`[${stage}.deploy.parameters]\n`);
  const [own = ''] = settings.split('\n[');
  const [, overrides = ''] = own.split('parameter_overrides');
  return { settings: own, parameters: [...overrides.matchAll(/"(\w+)=/gu)].map(([, name = '']) => name) };
}

/** What a stage gives to a parameter, outside of comments. */
function valueOf(settings: string, name: string): string | undefined {
  return new RegExp(`^ +"${name}=(.*)",$`, 'mu').exec(settings)?.[1];
}

describe.each(['govcloud', 'commercial'])('samconfig.toml of %s', (side) => {
  it.each(STAGES)('deploys the stage %s with nothing else to say', async (stage) => {
    const { settings } = await readStage(side, stage);
    expect(settings).toContain('resolve_s3 = true');
    expect(settings).toContain('capabilities = "CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND"');
    expect(settings).toContain(`region = "${side === 'govcloud' ? 'us-gov-west-1' : 'us-east-1'}"`);
    expect(valueOf(settings, 'Environment')).toBe(stage);
  });

  it.each(STAGES)('names only parameters that the template has, in the stage %s', async (stage) => {
    const { Parameters = {} } = await readTemplate(`infra/${side}/template.yaml`);
    const { parameters } = await readStage(side, stage);
    expect(parameters.length).toBeGreaterThan(4);
    expect(parameters.filter((name) => Parameters[name] === undefined)).toEqual([]);
  });

  it('gives each stage names of its own', async () => {
    const stages = await Promise.all(STAGES.map((stage) => readStage(side, stage)));
    const stacks = stages.map(({ settings }) => /stack_name = "(.*)"/u.exec(settings)?.[1]);
    expect(new Set(stacks).size).toBe(3);
    expect(new Set(stages.map(({ settings }) => valueOf(settings, 'Name'))).size).toBe(3);
  });

  it('names no account', async () => {
    expect(await readFile(`infra/${side}/samconfig.toml`, 'utf8')).not.toMatch(/\d{12}/u);
  });
});
