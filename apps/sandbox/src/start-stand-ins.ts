import { join } from 'node:path';
import { CredentialBook } from './bedrock/authenticate.js';
import { BedrockStandIn } from './bedrock/bedrock-stand-in.js';
import { ExchangeLog, routeNames } from './bedrock/exchange-log.js';
import type { RouteName } from './bedrock/exchange-log.js';
import { foundationModels } from './bedrock/catalogue.js';
import { InferenceProfileBook } from './bedrock/inference-profiles.js';
import { DynaliteEngine } from './dynamodb/dynalite-engine.js';
import { DynamoDbStandIn } from './dynamodb/dynamodb-stand-in.js';
import { newestItems } from './dynamodb/newest-items.js';
import type { StoreName } from './faults/fault.js';
import { FaultSwitchboard } from './faults/fault-switchboard.js';
import { SwitchboardServer } from './faults/switchboard-server.js';
import { lockFolder } from './folder-lock.js';
import type { LoopbackListener } from './http/loopback-listener.js';
import { IamDesk } from './iam/iam-desk.js';
import type { ListenerName, SandboxOptions, StandInName } from './sandbox.options.js';
import { newBedrockApiKey } from './secrets/seed-secrets.js';
import { SecretsDesk } from './secrets/start-secrets.js';

/** The most items that the switchboard shows of a table. */
const maxShownItems = 100;

/** The parts of a running sandbox; what was left out is undefined, or missing in the map. */
export interface StandIns extends AsyncDisposable {
  readonly listeners: ReadonlyMap<ListenerName, LoopbackListener>;
  readonly bedrock: ReadonlyMap<RouteName, BedrockStandIn>;
  readonly secrets: SecretsDesk | undefined;
  readonly faults: FaultSwitchboard;
  readonly credentials: CredentialBook;
  readonly iam: IamDesk | undefined;
}

/**
 * Starts the chosen stand-ins and the switchboard. When one of them cannot start, those before it are stopped again.
 * @throws SandboxError `folder-locked`, `port-in-use` or `secrets-unreadable`
 */
export async function startStandIns(options: SandboxOptions, chosen: ReadonlySet<StandInName>): Promise<StandIns> {
  await using undo = new AsyncDisposableStack();
  const { folder, ports = {} } = options;
  if (folder !== undefined) undo.defer(await lockFolder(folder));
  const listeners = new Map<ListenerName, LoopbackListener>();
  const open = async (name: ListenerName, listener: LoopbackListener): Promise<void> => {
    undo.defer(() => listener.end());
    await listener.open();
    listeners.set(name, listener);
  };
  const faults = new FaultSwitchboard((part, listening) => setListening(listeners.get(listenerOf(part)), listening));
  const secrets = chosen.has('secretsManager') ? await openSecrets(options, faults) : undefined;
  if (secrets !== undefined) await open('secretsManager', secrets.standIn.listener);
  const engine = chosen.has('dynamodb') ? await openEngine(folder, undo) : undefined;
  if (engine !== undefined) await open('dynamodb', new DynamoDbStandIn(engine, faults, ports.dynamodb ?? 0).listener);
  const credentials = new CredentialBook(await acceptedCredentials(options, secrets));
  const iam = options.iam && IamDesk.open(options.iam, credentials, options.nowEpochMs);
  if (iam !== undefined) {
    undo.defer(() => iam.listener.end());
    await iam.listener.open();
  }
  const bedrock = bedrockListeners(options, chosen, faults, credentials);
  for (const [route, { listener }] of bedrock) await open(route, listener);
  await open('switchboard', switchboardFor(faults, bedrock, engine, ports.switchboard ?? 0).listener);
  const running = undo.move();
  return { listeners, bedrock, secrets, faults, credentials, iam, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** The routes share one account: its profiles, its credentials, its clock. */
function bedrockListeners(
  options: SandboxOptions,
  chosen: ReadonlySet<StandInName>,
  faults: FaultSwitchboard,
  credentials: CredentialBook,
): ReadonlyMap<RouteName, BedrockStandIn> {
  const { folder, ports = {}, bedrockRegion: region = 'us-east-1', nowEpochMs = Date.now } = options;
  const account = { accountId: '123456789012', region };
  const profiles = new InferenceProfileBook(account, foundationModels(options.models), nowEpochMs);
  const service = { authority: { credentials, region, nowEpochMs }, profiles, faults };
  const start = (route: RouteName): BedrockStandIn =>
    new BedrockStandIn(route, service, new ExchangeLog(nowEpochMs, folder === undefined), ports[route] ?? 0);
  return new Map(routeNames.filter((route) => chosen.has(route)).map((route) => [route, start(route)]));
}

async function openSecrets(options: SandboxOptions, faults: FaultSwitchboard): Promise<SecretsDesk> {
  const { folder, secretsSeed: seed = {}, nowEpochMs = Date.now, ports = {} } = options;
  const settings = folder === undefined ? { seed, nowEpochMs } : { seed, nowEpochMs, folder };
  return SecretsDesk.open(settings, faults, ports.secretsManager ?? 0);
}

async function openEngine(folder: string | undefined, undo: AsyncDisposableStack): Promise<DynaliteEngine> {
  const engine = await DynaliteEngine.open(folder === undefined ? undefined : join(folder, 'dynamodb'));
  undo.defer(() => engine.close());
  return engine;
}

/** A key that was given goes into the secret too, unless the test has put something of its own there. */
async function acceptedCredentials(
  { bedrockApiKey, accessKey, secretsSeed = {} }: SandboxOptions,
  secrets: SecretsDesk | undefined,
): Promise<ConstructorParameters<typeof CredentialBook>[0]> {
  const seeded = Object.hasOwn(secretsSeed, 'cross-partition-commercial-creds');
  if (bedrockApiKey !== undefined && !seeded) await secrets?.useBedrockApiKey(bedrockApiKey);
  const key = bedrockApiKey ?? (await secrets?.bedrockApiKey()) ?? newBedrockApiKey();
  return accessKey === undefined ? { bedrockApiKey: key } : { bedrockApiKey: key, accessKey };
}

function switchboardFor(
  faults: FaultSwitchboard,
  bedrock: ReadonlyMap<RouteName, BedrockStandIn>,
  engine: DynaliteEngine | undefined,
  port: number,
): SwitchboardServer {
  const view = {
    exchanges: (route: RouteName) => bedrock.get(route)?.log.list() ?? [],
    connections: (route: RouteName) => bedrock.get(route)?.listener.connections ?? 0,
    forget: () => forgetRequests(bedrock),
    table: async (name: string) => (engine === undefined ? undefined : newestItems(engine, name, maxShownItems)),
  };
  return new SwitchboardServer(faults, view, port);
}

/** Empties the logs of both routes and counts their connections from zero. */
export function forgetRequests(bedrock: ReadonlyMap<RouteName, BedrockStandIn>): void {
  for (const { log, listener } of bedrock.values()) {
    log.clear();
    listener.forgetConnections();
  }
}

function listenerOf(part: RouteName | StoreName): ListenerName {
  return part === 'secrets' ? 'secretsManager' : part;
}

/** A fault of what is not embedded is kept and does nothing. */
async function setListening(listener: LoopbackListener | undefined, listening: boolean): Promise<void> {
  await (listening ? listener?.open() : listener?.shut());
}
