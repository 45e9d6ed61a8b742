import { readFile, readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { listResources, type PlacedResource } from '../support/cloudformation/deploy-tree.js';
import { deployCommercial, WITH_TUNNELS } from './commercial.deployment.js';
import { deployNetwork, WITH_APPLIANCES } from './network.deployment.js';

const EVERYWHERE = /"(0\.0\.0\.0\/0|::\/0)"/u;

/** Everything optional is on: what is open here is the most that can be open. */
let resources: readonly PlacedResource[];
beforeAll(async () => {
  const everything = {
    SupportEndpoints: 'true',
    SessionManager: 'true',
    FederationIssuer: 'i',
    FederationSubjects: 's',
    PublishIdentityDocuments: 'true',
  };
  const commercial = await deployCommercial({ ...WITH_TUNNELS, ...everything, BudgetEmail: 'a@b.example' });
  const network = await deployNetwork({
    ...WITH_APPLIANCES,
    ApiEndpointType: 'PRIVATE',
    PrivateCallerCidr: '172.20.0.0/16',
  });
  resources = [...listResources(network), ...listResources(commercial)];
});

/** The templates that this file is about, by their paths. */
async function readTexts(): Promise<readonly (readonly [path: string, text: string])[]> {
  const govcloud = await readdir('infra/govcloud');
  const commercial = await readdir('infra/commercial');
  const paths = [
    ...govcloud.filter((name) => /^(network.*|vpn-.*)\.yaml$/u.test(name)).map((name) => `infra/govcloud/${name}`),
    ...commercial.filter((name) => name.endsWith('.yaml')).map((name) => `infra/commercial/${name}`),
  ];
  return Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const));
}

describe('both networks', () => {
  it('name the whole world in the places that the README gives reasons for, and in no other', () => {
    const open = resources.filter(({ properties }) => EVERYWHERE.test(JSON.stringify(properties)));
    expect(open.map(({ place }) => place).toSorted()).toEqual([
      'AccessList.AnswersFromDynamoDb',
      'AccessList.RequestsToDynamoDb',
      'ApplianceA.SecurityGroup',
      'ApplianceB.SecurityGroup',
      'Network.ApplianceInternetRoute',
    ]);
  });

  it('let nobody in from everywhere', () => {
    const ingress = resources.flatMap(({ type, properties }) =>
      type === 'AWS::EC2::SecurityGroupIngress' ? [properties] : [properties['SecurityGroupIngress'] ?? []].flat(),
    );
    expect(ingress.length).toBeGreaterThan(5);
    expect(JSON.stringify(ingress)).not.toMatch(EVERYWHERE);
  });

  it('name no partition by itself', async () => {
    const literal = /arn:aws[a-z-]*:/u;
    const texts = await readTexts();
    expect(texts.filter(([, text]) => literal.test(text)).map(([path]) => path)).toEqual([]);
  });

  it('say why wherever a policy says "*"', async () => {
    const texts = await readTexts();
    const silent = texts.flatMap(([path, text]) =>
      listWildcards(text)
        .filter(({ context }) => !/Reason for \*/u.test(context))
        .map(({ line }) => `${path}: ${line}`),
    );
    expect(texts).toHaveLength(12);
    expect(silent).toEqual([]);
  });

  it('give no rule of a security group without saying what it is for', () => {
    const rules = resources.flatMap(({ type, properties }) => {
      if (/SecurityGroup(Ingress|Egress)$/u.test(type)) return [properties];
      return [properties['SecurityGroupIngress'] ?? [], properties['SecurityGroupEgress'] ?? []].flat();
    });
    expect(rules.filter((rule) => (rule as { Description?: string }).Description === undefined)).toEqual([]);
  });
});

/** Each line with a "*" in a principal, resource or ARN, with the six lines above it. */
function listWildcards(text: string): readonly { line: string; context: string }[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const code = line.replace(/(^| )#.*$/u, '');
    const isWildcard = /(Principal|Resource|Action): '?[^ ]*\*|'?arn:\$\{[^']*\*/u.test(code);
    return isWildcard
      ? [{ line: line.trim(), context: lines.slice(Math.max(0, index - 6), index + 1).join('\n') }]
      : [];
  });
}
