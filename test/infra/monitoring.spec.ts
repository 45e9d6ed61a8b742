import { beforeAll, describe, expect, it } from 'vitest';
import { listResources, textOf, type PlacedResource, type StackTree } from '../support/cloudformation/deploy-tree.js';
import { deployGovCloud, EVERYTHING, NECESSARY, resourceOf } from './govcloud.deployment.js';
import { dashboardsOf, metricsInAlarms, metricsOnDashboards, type Widget } from './used-metrics.js';

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

/** The headings of the runbooks that alarms lead to. */
const RUNBOOKS = [
  'audit-store-down',
  'bedrock-throttles',
  'cost-spike',
  'credential-expired',
  'route-slow',
  'suspected-intrusion',
  'tunnel-down',
  'upgrade',
];

const WITHOUT_TUNNELS = [
  'api-4xx',
  'api-5xx',
  'api-latency',
  'audit-errors',
  'audit-spills',
  'audit-throttles',
  'authorizer-refuses-all',
  'authorizer-throttles',
  'internet-bedrock-quota',
  'internet-breaker-open',
  'internet-concurrency',
  'internet-denied',
  'internet-duration',
  'internet-errors',
  'internet-first-byte',
  'internet-throttles',
  'vpn-bedrock-quota',
  'vpn-breaker-open',
  'vpn-concurrency',
  'vpn-denied',
  'vpn-duration',
  'vpn-errors',
  'vpn-first-byte',
  'vpn-throttles',
];

/** Source: what Lambda, API Gateway, DynamoDB and Site-to-Site VPN each document as their CloudWatch metrics. */
const METRICS_OF_AWS: Readonly<Record<string, readonly string[]>> = {
  'AWS/Lambda': ['ConcurrentExecutions', 'Duration', 'Errors', 'Invocations', 'Throttles'],
  'AWS/ApiGateway': ['4XXError', '5XXError', 'Count', 'IntegrationLatency', 'Latency'],
  'AWS/DynamoDB': ['SuccessfulRequestLatency', 'SystemErrors', 'ThrottledRequests'],
  'AWS/VPN': ['TunnelDataIn', 'TunnelDataOut', 'TunnelState'],
};

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

  it('lead to the runbook for what has happened, each runbook for something', () => {
    const links = alarmsOf(everything).map((alarm) => {
      const [, anchor] = / Runbook: docs\/operations\.md#([a-z-]+)$/.exec(textOf(alarm, 'AlarmDescription')) ?? [];
      return anchor ?? alarm.place;
    });
    expect([...new Set([...links, 'cost-spike'])].toSorted()).toEqual(RUNBOOKS);
  });

  it('look at metrics of AWS that there are', () => {
    const ofAws = metricsInAlarms(everything).filter(({ namespace }) => namespace.startsWith('AWS/'));
    expect(ofAws.length).toBeGreaterThan(20);
    for (const { namespace, name } of ofAws) expect(METRICS_OF_AWS[namespace]).toContain(name);
  });

  it('watch the cost only where the operator says how much is too much', async () => {
    const tree = await deployGovCloud({ ...NECESSARY, CostAlarmUsdPerHour: '12.5' });
    expect(namesOf(tree)).toEqual([...WITHOUT_TUNNELS, 'cost-spike'].toSorted());
    const alarm = alarmsOf(tree).find(({ place }) => place.endsWith('CostSpikeAlarm'));
    expect(alarm?.properties).toMatchObject({ Threshold: '12.5' });
    expect(alarm && textOf(alarm, 'AlarmDescription')).toMatch(
      /^The models of one hour cost more than 12\.5 US dollars/,
    );
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

describe('the dashboards', () => {
  const BOTH = 'dual-routing-gateway-us-gov-west-1';
  const board = (name: string): readonly Widget[] => dashboardsOf(everything).get(name) ?? [];

  it('are one for both routes, one for each, one for the tunnel and one for use', () => {
    const names = [
      BOTH,
      ...['internet', 'tunnel', 'use', 'vpn'].map((one) => `dual-routing-gateway-${one}-us-gov-west-1`),
    ];
    expect([...dashboardsOf(everything).keys()].toSorted()).toEqual(names.toSorted());
  });

  it.each(['requests', 'duration', 'running', 'requests that ended', 'time of a call', 'time to the first', 'breaker'])(
    'have both routes side by side: %s',
    (title) => {
      const rows = Map.groupBy(board(BOTH), ({ y }) => y);
      const pair = [...rows.values()].find(([left]) => left?.properties.title.startsWith(`Internet: ${title}`));
      const [left, right] = (pair ?? []).toSorted((one, other) => one.x - other.x);
      expect(right?.properties.title).toBe(left?.properties.title.replace('Internet', 'VPN'));
      const routesOf = (widget: Widget | undefined): unknown[] => [
        ...new Set(widget?.properties.metrics.map(([, , , value]) => String(value).replace(/^.*-/, ''))),
      ];
      expect([routesOf(left), routesOf(right)]).toEqual([['internet'], ['vpn']]);
    },
  );

  it('look at this region, at metrics of AWS that there are, and at no place twice', () => {
    for (const widgets of dashboardsOf(everything).values()) {
      expect(new Set(widgets.map(({ x, y }) => `${x} ${y}`)).size).toBe(widgets.length);
      for (const { properties } of widgets) expect(properties.region).toBe('us-gov-west-1');
    }
    const ofAws = metricsOnDashboards(everything).filter(({ namespace }) => namespace.startsWith('AWS/'));
    expect(ofAws.length).toBeGreaterThan(20);
    for (const { namespace, name } of ofAws) expect(METRICS_OF_AWS[namespace]).toContain(name);
  });
});
