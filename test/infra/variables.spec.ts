import { beforeAll, describe, expect, it } from 'vitest';
import { loadAuthorizerConfig, loadGatewayConfig } from '../../apps/gateway/src/config/gateway-config.js';
import type { StackTree } from '../support/cloudformation/deploy-tree.js';
import { deployGovCloud, EVERYTHING, NECESSARY, variablesOf } from './govcloud.deployment.js';

/** A caller's requests go to many processes, and each of those has one at a time: throttling is API Gateway's there. */
const PER_PROCESS = 'counted per process, and a function has one request at a time in each';

/** What the gateway knows and a function has no use for. */
const NOT_ON_LAMBDA: Readonly<Record<string, string>> = {
  GATEWAY_AUDIT_CREATE_TABLE: 'the template makes the table, with keys and backups that the code cannot give it',
  GATEWAY_CALLER_BYTES_PER_MINUTE: PER_PROCESS,
  GATEWAY_CALLER_MAX_IN_FLIGHT: PER_PROCESS,
  GATEWAY_CALLER_MAX_STREAMS: PER_PROCESS,
  GATEWAY_CALLER_REQUESTS_PER_MINUTE: PER_PROCESS,
  GATEWAY_CONSOLE: 'it shows one process, and each request may start another: the boards show them all',
  GATEWAY_CORS_ORIGINS: 'browsers ask without a token, and API Gateway lets nobody through without one',
  GATEWAY_DRAIN_TIMEOUT_MS: 'Lambda tells nobody before it ends a process, and does so only between invocations',
  GATEWAY_MAX_CONNECTIONS: "the listener is API Gateway's",
  GATEWAY_MAX_IN_FLIGHT: 'Lambda gives a process one request at a time; the reserved concurrency is the limit',
  GATEWAY_METRICS_HOST: 'nobody could ask a function: its metrics are lines of its log',
  GATEWAY_METRICS_PORT: 'as above',
  GATEWAY_OTLP_ENDPOINT: 'as above',
  GATEWAY_TLS_CERT_FILE: "the listener is API Gateway's",
  GATEWAY_TLS_KEY_FILE: "the listener is API Gateway's",
  GATEWAY_TLS_CLIENT_CA_FILE: "the listener is API Gateway's",
  GATEWAY_TOKEN_JWKS_URL: 'the VPN function reaches no such URL, and both must take the same tokens: a secret instead',
};

/** Every name that a loader asks its environment for. */
function listAsked(load: (env: NodeJS.ProcessEnv) => unknown): string[] {
  const asked = new Set<string>();
  const env = new Proxy<NodeJS.ProcessEnv>({}, { get: (_, name) => void asked.add(String(name)) });
  load(env);
  return [...asked].filter((name) => name.startsWith('GATEWAY_'));
}

const ownNamesOf = (variables: object): string[] =>
  Object.keys(variables)
    .filter((name) => name.startsWith('GATEWAY_'))
    .toSorted();

const secret = (name: string): string =>
  `arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:${name}-AbCdEf`;

let everything: StackTree;
let bare: StackTree;
beforeAll(async () => {
  everything = await deployGovCloud(EVERYTHING);
  bare = await deployGovCloud();
});

describe('the variables of both gateway functions', () => {
  it.each(['InternetFunction', 'VpnFunction'])('are all that the gateway knows, in %s', (name) => {
    const known = listAsked(loadGatewayConfig).filter((variable) => !(variable in NOT_ON_LAMBDA));
    expect(known.length).toBeGreaterThan(20);
    expect(ownNamesOf(variablesOf(everything, name))).toEqual(known.toSorted());
  });

  it('leave out only what the gateway knows', () => {
    expect(listAsked(loadGatewayConfig)).toEqual(expect.arrayContaining(Object.keys(NOT_ON_LAMBDA)));
  });

  it.each(['InternetFunction', 'VpnFunction'])('are a configuration that the gateway takes, in %s', (name) => {
    for (const tree of [bare, everything]) expect(() => loadGatewayConfig(variablesOf(tree, name))).not.toThrow();
  });

  it('differ in the attachment, and in naming each other', () => {
    const {
      GATEWAY_ATTACHMENT: here,
      GATEWAY_PEER_FUNCTION: there,
      ...internet
    } = variablesOf(everything, 'InternetFunction');
    const { GATEWAY_ATTACHMENT, GATEWAY_PEER_FUNCTION, ...vpn } = variablesOf(everything, 'VpnFunction');
    expect([here, there]).toEqual(['internet', 'dual-routing-gateway-vpn']);
    expect([GATEWAY_ATTACHMENT, GATEWAY_PEER_FUNCTION]).toEqual(['vpn', 'dual-routing-gateway-internet']);
    expect(internet).toEqual(vpn);
  });

  it('hold what the operator gave, where it belongs', () => {
    expect(variablesOf(everything, 'VpnFunction')).toMatchObject({
      GATEWAY_INTERNET_ENDPOINT: 'https://bedrock-runtime-fips.us-east-1.amazonaws.com',
      GATEWAY_INTERNET_CONTROL_ENDPOINT: 'https://bedrock-fips.us-east-1.amazonaws.com',
      GATEWAY_VPN_ENDPOINT: 'https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com',
      GATEWAY_VPN_CONTROL_ENDPOINT: 'https://vpce-2.bedrock.us-east-1.vpce.amazonaws.com',
      GATEWAY_DATA_CLASSES: '{"internal":["internet","vpn"],"cui":["vpn"]}',
      GATEWAY_BEDROCK_SECRET_ID: secret('cross-partition-commercial-creds'),
      GATEWAY_TOKEN_SECRET_ID: secret('bearer-token-secret'),
      GATEWAY_TOKEN_JWKS_SECRET_ID: 'arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:keys-AbCdEf',
      GATEWAY_AUDIT_TABLE: 'cross-partition-requests',
      GATEWAY_MAX_BODY_BYTES: '4500000',
      GATEWAY_MAX_OUTPUT_TOKENS: '8192',
    });
  });

  it('leave the gateway’s own defaults alone where the operator gave nothing', () => {
    const { tokens, bedrock, audit, limits, ...given } = loadGatewayConfig(variablesOf(bare, 'VpnFunction'));
    const standard = loadGatewayConfig({});
    expect(given).toEqual({ ...given, dataClasses: standard.dataClasses, defaultClass: standard.defaultClass });
    expect(given.routes).toEqual({ ...standard.routes, peerFunction: 'dual-routing-gateway-internet' });
    expect(tokens).toEqual({ ...standard.tokens, secretId: secret('bearer-token-secret') });
    expect(limits).toEqual({ ...standard.limits, maxBodyBytes: 4_500_000 });
    expect([bedrock.region, audit.mode, audit.ttlDays]).toEqual(['us-east-1', 'strict', 30]);
  });

  it('end a request before API Gateway gives up on it', async () => {
    const buffered = await deployGovCloud({ ...NECESSARY, ResponseTransferMode: 'BUFFERED' });
    for (const name of ['InternetFunction', 'VpnFunction']) {
      expect(variablesOf(bare, name)['GATEWAY_REQUEST_TIMEOUT_MS']).toBe('870000');
      expect(variablesOf(buffered, name)['GATEWAY_REQUEST_TIMEOUT_MS']).toBe('28000');
    }
  });
});

describe('the variables of the authorizer', () => {
  it('are all that it knows but the URL', () => {
    const known = listAsked(loadAuthorizerConfig).filter((variable) => !(variable in NOT_ON_LAMBDA));
    expect(ownNamesOf(variablesOf(everything, 'AuthorizerFunction'))).toEqual(known.toSorted());
  });

  it('make it take the same tokens as the gateway', () => {
    for (const tree of [bare, everything]) {
      const { tokens } = loadAuthorizerConfig(variablesOf(tree, 'AuthorizerFunction'));
      expect(tokens).toEqual(loadGatewayConfig(variablesOf(tree, 'InternetFunction')).tokens);
    }
  });
});

describe('no function', () => {
  it('has anything else', () => {
    for (const name of ['InternetFunction', 'VpnFunction', 'AuthorizerFunction']) {
      const foreign = Object.entries(variablesOf(everything, name)).filter(([key]) => !key.startsWith('GATEWAY_'));
      // AWS_BEARER_TOKEN_BEDROCK above all: every SDK would prefer it to the secret. Nor NODE_OPTIONS: with source maps on,
      // the first refusal of a process takes half a second to read them.
      expect(foreign, name).toEqual([]);
    }
  });
});
