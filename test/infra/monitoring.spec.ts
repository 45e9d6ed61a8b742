import { beforeAll, describe, expect, it } from 'vitest';
import { listResources, textOf, type PlacedResource, type StackTree } from '../support/cloudformation/deploy-tree.js';
import { deployGovCloud, EVERYTHING, NECESSARY, resourceOf } from './govcloud.deployment.js';

let bare: StackTree;
let everything: StackTree;
beforeAll(async () => {
  bare = await deployGovCloud();
  everything = await deployGovCloud(EVERYTHING);
});

const alarmsOf = (tree: StackTree): readonly PlacedResource[] =>
  listResources(tree).filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
const namesOf = (tree: StackTree): string[] =>
  alarmsOf(tree)
    .map((alarm) => textOf(alarm, 'AlarmName').replace('dual-routing-gateway-', ''))
    .toSorted();

const WITHOUT_TUNNELS = [
  'api-4xx',
  'api-5xx',
  'api-latency',
  'audit-errors',
  'audit-throttles',
  'authorizer-refuses-all',
  'authorizer-throttles',
  'internet-concurrency',
  'internet-duration',
  'internet-errors',
  'internet-throttles',
  'vpn-concurrency',
  'vpn-duration',
  'vpn-errors',
  'vpn-throttles',
];

/** Source: what Lambda, API Gateway, DynamoDB and Site-to-Site VPN each document as their CloudWatch metrics. */
const METRICS_OF_AWS: Readonly<Record<string, readonly string[]>> = {
  'AWS/Lambda': ['ConcurrentExecutions', 'Duration', 'Errors', 'Invocations', 'Throttles'],
  'AWS/ApiGateway': ['4XXError', '5XXError', 'Count', 'IntegrationLatency', 'Latency'],
  'AWS/DynamoDB': ['SuccessfulRequestLatency', 'SystemErrors', 'ThrottledRequests'],
  'AWS/VPN': ['TunnelState'],
};

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
}

/** Namespace and name of every metric that an alarm looks at. */
function metricsOf({ properties }: PlacedResource): string[] {
  const { Metrics = [], ...own } = properties as unknown as Metric & {
    readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: Metric } }[];
  };
  const metrics = Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : MetricStat.Metric));
  const all = properties['MetricName'] === undefined ? metrics : [own, ...metrics];
  return all.map(({ Namespace, MetricName }) => `${Namespace} ${MetricName}`);
}

describe('the alarms', () => {
  it('are named after the route, or what both share', async () => {
    expect(namesOf(bare)).toEqual(WITHOUT_TUNNELS);
    const tunnels = ['vpn-connection-a', 'vpn-connection-b', 'vpn-down'];
    const rotations = ['rotate-bedrock-key-errors', 'rotate-token-errors'];
    expect(namesOf(everything)).toEqual([...WITHOUT_TUNNELS, ...tunnels, ...rotations].toSorted());
    const one = await deployGovCloud({ ...EVERYTHING, ApplianceAddressB: '' });
    expect(namesOf(one)).toEqual([...WITHOUT_TUNNELS, 'vpn-connection-a', ...rotations].toSorted());
  });

  it('say what to do first, and tell the topic when they begin and end', () => {
    for (const alarm of alarmsOf(everything)) {
      const { properties, place } = alarm;
      expect(properties['AlarmDescription'], place).toMatch(/\bFirst (?:compare|look|read|see)\b/);
      expect(textOf(alarm, 'AlarmDescription').length, place).toBeLessThanOrEqual(1024);
      expect(properties['AlarmActions'], place).toEqual(['${AlarmTopic}']);
      expect(properties['OKActions'], place).toEqual(['${AlarmTopic}']);
    }
  });

  it('look at metrics that AWS keeps by itself', () => {
    const known = Object.entries(METRICS_OF_AWS).flatMap(([namespace, names]) =>
      names.map((name) => `${namespace} ${name}`),
    );
    for (const alarm of alarmsOf(everything)) {
      expect(metricsOf(alarm).length, alarm.place).toBeGreaterThan(0);
      for (const metric of metricsOf(alarm)) expect(known, alarm.place).toContain(metric);
    }
  });

  it('take silence for health, except from a tunnel', () => {
    for (const { properties, place } of alarmsOf(everything)) {
      const expected = place.includes('VpnDown') || place.includes('VpnConnection') ? 'breaching' : 'notBreaching';
      expect(properties['TreatMissingData'], place).toBe(expected);
    }
  });

  it('watch each function under its own name', () => {
    for (const route of ['internet', 'vpn']) {
      const own = alarmsOf(everything).filter((alarm) =>
        /-(?:errors|throttles|duration|concurrency)$/.test(textOf(alarm, 'AlarmName')),
      );
      const ofRoute = own.filter((alarm) => textOf(alarm, 'AlarmName').startsWith(`dual-routing-gateway-${route}-`));
      expect(ofRoute).toHaveLength(4);
      for (const { properties } of ofRoute) {
        expect(JSON.stringify(properties)).toContain(`{"Name":"FunctionName","Value":"dual-routing-gateway-${route}"}`);
      }
    }
  });

  it('call nearly all of the time slow, whichever time that is', async () => {
    const thresholdsOf = (tree: StackTree): string[] =>
      alarmsOf(tree)
        .filter((alarm) => /-(?:duration|latency)$/.test(textOf(alarm, 'AlarmName')))
        .map((alarm) => textOf(alarm, 'Threshold'));
    expect(thresholdsOf(bare)).toEqual(['840000', '840000', '840000']);
    const buffered = await deployGovCloud({ ...NECESSARY, ResponseTransferMode: 'BUFFERED' });
    expect(thresholdsOf(buffered)).toEqual(['27000', '27000', '27000']);
  });

  it('watch a reservation only where there is one', async () => {
    const tree = await deployGovCloud({ ...NECESSARY, InternetConcurrency: '-1' });
    expect(namesOf(tree)).toEqual(WITHOUT_TUNNELS.filter((name) => name !== 'internet-concurrency'));
  });
});

describe('the topic', () => {
  it('takes messages from the alarms of this deployment alone', () => {
    expect(resourceOf(bare, 'AlarmTopicPolicy').properties['PolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: expect.any(String),
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: '${AlarmTopic}',
          Condition: {
            StringEquals: { 'aws:SourceAccount': '123456789012' },
            ArnLike: {
              'aws:SourceArn': 'arn:aws-us-gov:cloudwatch:us-gov-west-1:123456789012:alarm:dual-routing-gateway-*',
            },
          },
        },
      ],
    });
  });

  it('is subscribed to only where an address is given', () => {
    expect(bare.resources).not.toHaveProperty('AlarmEmailSubscription');
    expect(resourceOf(everything, 'AlarmEmailSubscription').properties['Endpoint']).toBe('operators@agency.example');
  });
});

interface Widget {
  readonly x: number;
  readonly y: number;
  readonly properties: { readonly title: string; readonly region: string; readonly metrics: readonly unknown[][] };
}

describe('the dashboard', () => {
  it('has both routes side by side', () => {
    const dashboard = listResources(everything).find(({ type }) => type === 'AWS::CloudWatch::Dashboard');
    if (dashboard === undefined) throw new Error('There is no dashboard');
    const { widgets } = JSON.parse(textOf(dashboard, 'DashboardBody')) as { widgets: Widget[] };
    const rows = Map.groupBy(widgets, ({ y }) => y);
    for (const title of ['requests', 'duration', 'running']) {
      const pair = [...rows.values()].find(([left]) => left?.properties.title.startsWith(`Internet: ${title}`));
      const [left, right] = (pair ?? []).toSorted((one, other) => one.x - other.x);
      expect(right?.properties.title.startsWith(`VPN: ${title}`), title).toBe(true);
      expect(new Set(left?.properties.metrics.map(([, , , name]) => name))).toEqual(
        new Set(['dual-routing-gateway-internet']),
      );
      expect(new Set(right?.properties.metrics.map(([, , , name]) => name))).toEqual(
        new Set(['dual-routing-gateway-vpn']),
      );
    }
    for (const { properties } of widgets) {
      expect(properties.region).toBe('us-gov-west-1');
      for (const [namespace, name] of properties.metrics) expect(METRICS_OF_AWS[String(namespace)]).toContain(name);
    }
  });
});
