import { PeerCalls } from '../../apps/gateway/src/peer/peer-calls.js';
import { serveSibling } from '../../apps/gateway/src/testing/sibling.js';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { startLambda } from '../support/loopback-lambda.js';
import { startGateway, type System } from '../support/system.js';
import { classesText, type Deployment } from './deployment.js';

/** What the routes lead to. */
export interface Upstreams {
  readonly internet: string;
  readonly vpn: string;
}

/** The secret of deployments whose internet upstream is named by nothing else. */
export const SECRET_WITH_ENDPOINT = 'commercial-creds-with-endpoint';

/** Where deployments keep what operators store about `auto`. */
export const TRAFFIC_TABLE = 'traffic-of-operators';

type Environment = Record<string, string | undefined>;

/** Starts a gateway as the operator has decided, and its sibling, if it has one, behind Lambda's API. */
export async function startDeployment(sandbox: Sandbox, deployment: Deployment, upstreams: Upstreams): Promise<System> {
  await using undo = new AsyncDisposableStack();
  const environment = environmentOf(deployment, upstreams);
  const start = async (more: Environment = {}): Promise<System> =>
    undo.use(await startGateway(sandbox, { env: { ...environment, ...more } }));
  const attachment = ATTACHMENTS[deployment.shape];
  if (attachment !== undefined) {
    const sibling = await start(siblingOf(attachment, deployment));
    undo.use(await startLambda(serveSibling(sibling.app.get(PeerCalls, { strict: false }), 'stream')));
  }
  const peer = { GATEWAY_ATTACHMENT: attachment, GATEWAY_PEER_FUNCTION: 'sibling' };
  const gateway = await start(attachment && peer);
  const running = undo.move();
  return { ...gateway, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function siblingOf(attachment: 'internet' | 'vpn', { siblingClasses }: Deployment): Environment {
  return {
    GATEWAY_ATTACHMENT: attachment === 'vpn' ? 'internet' : 'vpn',
    GATEWAY_DATA_CLASSES: classesText(siblingClasses),
    GATEWAY_DEFAULT_CLASS: [...siblingClasses.keys()][0],
  };
}

const ATTACHMENTS = {
  both: undefined,
  'public-vpn-host': undefined,
  'internet-and-sibling': 'internet',
  'vpn-and-sibling': 'vpn',
} as const;

function environmentOf(deployment: Deployment, { internet, vpn }: Upstreams): Environment {
  const { shape, classes, defaultClass, order, vpnFallback, traffic, endpointInSecret, publicHost } = deployment;
  const vpnEndpoint = shape === 'public-vpn-host' ? publicHost : vpn;
  return {
    GATEWAY_DATA_CLASSES: classesText(classes),
    GATEWAY_DEFAULT_CLASS: defaultClass,
    GATEWAY_ROUTE_ORDER: order.join(','),
    GATEWAY_VPN_FALLBACK: vpnFallback,
    GATEWAY_INTERNET_ENDPOINT: endpointInSecret ? undefined : internet,
    GATEWAY_INTERNET_CONTROL_ENDPOINT: internet,
    GATEWAY_VPN_ENDPOINT: vpnEndpoint,
    GATEWAY_VPN_CONTROL_ENDPOINT: vpnEndpoint,
    ...(traffic && { GATEWAY_TRAFFIC_TABLE: TRAFFIC_TABLE }),
    ...(endpointInSecret && { GATEWAY_BEDROCK_SECRET_ID: SECRET_WITH_ENDPOINT }),
  };
}
