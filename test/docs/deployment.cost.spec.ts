import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { listResources, type PlacedResource, type StackTree } from '../support/cloudformation/deploy-tree.js';
import { readTemplate } from '../support/cloudformation/read-template.js';
import { deployCommercial, WITH_TUNNELS } from '../infra/commercial.deployment.js';
import { deployGovCloud, NECESSARY, resourceOf, TEMPLATE } from '../infra/govcloud.deployment.js';
import { readTable, type Row } from './read-document.js';

const DOCUMENT = 'docs/deployment.md';
const BILLED = 'what is billed';

const prices = new Map(readTable(DOCUMENT, 'What it costs').map((row) => [row[BILLED] ?? '', Number(row['USD'])]));
const idle = readTable(DOCUMENT, 'With nobody calling');
const busy = readTable(DOCUMENT, '100,000 requests a month');

interface Cell {
  readonly quantity: number;
  readonly usd: number;
}

/** `4 × 2 × 730 → 58.40`; nothing at all is nothing. */
function readCell(text: string): Cell {
  if (text === '') return { quantity: 0, usd: 0 };
  const [, formula = '', usd = ''] = /^(.+) → ([\d.]+)$/.exec(text) ?? [];
  const [first = '', ...others] = formula.replaceAll(',', '').split(/ (?=[×/])/);
  const quantity = others.reduce((product, factor) => {
    const number = Number(factor.slice(2));
    return factor.startsWith('×') ? product * number : product / number;
  }, Number(first));
  return { quantity, usd: Number(usd) };
}

/** A column's cells by what is billed, in their order, without the sum. */
function cellsOf(table: readonly Row[], column: string): [billed: string, cell: Cell][] {
  const items = table.filter((row) => row[BILLED] !== '**sum**');
  return items.map((row) => [row[BILLED] ?? '', readCell(row[column] ?? '')]);
}

function sumOf(table: readonly Row[], column: string): string {
  const cents = cellsOf(table, column).reduce((sum, [, { usd }]) => sum + Math.round(usd * 100), 0);
  return `**${(cents / 100).toFixed(2)}**`;
}

/** The hours are what a month has in this document. */
const HOURS = 730;

interface Endpoint {
  readonly VpcEndpointType: string;
  readonly SubnetIds: readonly string[];
}

/** How much of everything a stack has that costs something by being there. */
function billedFor(tree: StackTree): Record<string, number> {
  const resources = listResources(tree);
  const ofType = (type: string): readonly PlacedResource[] => resources.filter((resource) => resource.type === type);
  const endpoints = ofType('AWS::EC2::VPCEndpoint').map(({ properties }) => properties as unknown as Endpoint);
  const zones = endpoints.flatMap(({ VpcEndpointType, SubnetIds }) => (VpcEndpointType === 'Gateway' ? [] : SubnetIds));
  const machines = ofType('AWS::EC2::Instance').length;
  const connections = ofType('AWS::EC2::VPNConnection').length;
  return {
    'interface endpoint': zones.length * HOURS,
    'VPN connection': connections * HOURS,
    // Each tunnel has an outside address of AWS's.
    'public IPv4 address': (2 * connections + ofType('AWS::EC2::EIP').length) * HOURS,
    'appliance, t4g.small': machines * HOURS,
    'volume, gp3': ofType('AWS::EC2::LaunchTemplate').length * 8,
    'customer key': ofType('AWS::KMS::Key').length,
    secret: ofType('AWS::SecretsManager::Secret').length,
    alarm: ofType('AWS::CloudWatch::Alarm').reduce((sum, alarm) => sum + metricsOf(alarm), 0),
    dashboard: ofType('AWS::CloudWatch::Dashboard').length,
  };
}

/** CloudWatch bills an alarm for each metric that it looks at. */
function metricsOf({ properties }: PlacedResource): number {
  const { Metrics } = properties as { Metrics?: readonly { MetricStat?: object }[] };
  return Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
}

const VPN = {
  ...NECESSARY,
  ApplianceAddressA: '198.51.100.1',
  ApplianceAddressB: '198.51.100.2',
  BedrockRuntimeEndpoint: 'https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com',
};

describe('the cost tables of docs/deployment.md', () => {
  const columns: [string, readonly Row[], string][] = [
    ['GovCloud, both routes', idle, 'GovCloud, both routes'],
    ['commercial, both routes', idle, 'commercial, both routes'],
    ['GovCloud, internet only', idle, 'GovCloud, internet only'],
    ['100,000 requests', busy, 'quantity → USD'],
  ];

  it.each(columns)('multiply and add up: %s', (_, table, column) => {
    for (const [billed, { quantity, usd }] of cellsOf(table, column)) {
      expect(prices.get(billed), billed).toBeGreaterThan(0);
      expect(usd.toFixed(2), billed).toBe((quantity * (prices.get(billed) ?? 0)).toFixed(2));
    }
    expect(table.at(-1)?.[column]).toBe(sumOf(table, column));
  });

  it('have no price that nothing is reckoned with', () => {
    const used = new Set([...idle, ...busy].map((row) => row[BILLED]));
    expect([...prices.keys()].filter((name) => !used.has(name))).toEqual([]);
  });

  it('add both accounts up', () => {
    const both = ['GovCloud, both routes', 'commercial, both routes'].map((column) => numberIn(idle.at(-1)?.[column]));
    const [, written] = /both accounts: \*\*([\d.]+)\*\*/.exec(readFileSync(DOCUMENT, 'utf8')) ?? [];
    expect(written).toBe(both.reduce((sum, usd) => sum + usd, 0).toFixed(2));
  });

  let trees: Readonly<Record<string, StackTree>>;
  beforeAll(async () => {
    trees = {
      'GovCloud, both routes': await deployGovCloud(VPN),
      'commercial, both routes': await deployCommercial(WITH_TUNNELS),
      'GovCloud, internet only': await deployGovCloud(NECESSARY),
    };
  });

  it.each(columns.slice(0, 3).map(([name]) => name))('count what the templates have: %s', (column) => {
    const written = Object.fromEntries(cellsOf(idle, column).map(([billed, { quantity }]) => [billed, quantity]));
    const { log, ...counted } = written;
    expect(log).toBeGreaterThan(0);
    expect(counted).toEqual(billedFor(trees[column] ?? failOn(column)));
  });

  it('reckon with the memory and the indexes that the template has', async () => {
    const { Parameters = {} } = await readTemplate(TEMPLATE);
    const { GlobalSecondaryIndexes } = resourceOf(trees[columns[0]?.[0] ?? ''] ?? failOn('indexes'), 'AuditTable')
      .properties as { GlobalSecondaryIndexes: readonly object[] };
    const rows = busy.map((row) => row['quantity → USD']);

    expect(Parameters['MemoryMegabytes']?.Default).toBe(1769);
    expect(rows).toContainEqual(expect.stringContaining('× 1,769 / 1,024'));
    expect(GlobalSecondaryIndexes).toHaveLength(3);
    expect(rows).toContainEqual(expect.stringContaining('× 2 × 4 × 2 /'));
  });
});

function numberIn(text = ''): number {
  return Number(text.replaceAll('*', ''));
}

function failOn(column: string): never {
  throw new Error(`Nothing is deployed for ${column}`);
}
