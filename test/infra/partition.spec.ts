import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { listResources } from '../support/cloudformation/deploy-tree.js';
import { deployGovCloud, NECESSARY } from './govcloud.deployment.js';

/** A private API without anything given by hand: every ARN is the templates' own. */
const OWN_ARNS_ONLY = {
  ...NECESSARY,
  ApiEndpointType: 'PRIVATE',
  ApplianceAddressA: '198.51.100.1',
  ApplianceAddressB: '198.51.100.2',
};

async function listPartitions(region: string): Promise<ReadonlySet<string | undefined>> {
  const text = JSON.stringify(listResources(await deployGovCloud(OWN_ARNS_ONLY, region)));
  return new Set([...text.matchAll(/\barn:([a-z-]+):/g)].map(([, partition]) => partition));
}

describe('the GovCloud templates', () => {
  it.each([
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['us-east-1', 'aws'],
  ])('name in %s the partition %s and no other', async (region, partition) => {
    expect(await listPartitions(region)).toEqual(new Set([partition]));
  });

  it('write no partition, region or account down', async () => {
    for (const name of await readdir('infra/govcloud')) {
      if (!name.endsWith('.yaml')) continue;
      const lines = (await readFile(`infra/govcloud/${name}`, 'utf8')).split('\n');
      // Patterns of parameters take the ARNs of every partition; words are for people.
      const code = lines.filter((line) => !/AllowedPattern:|^\s*#/.test(line)).join('\n');
      expect(code, name).not.toMatch(/\barn:aws|us-gov-(?:west|east)-\d|\b\d{12}\b/);
    }
  });
});
