import type { AcceptedCredentials } from './bedrock/authenticate.js';
import type { Exchange, RouteName } from './bedrock/exchange-log.js';
import type { Fault, StoreFault, StoreName } from './faults/fault.js';
import type { IssuedSessions } from './identity/issued-sessions.js';
import type { SandboxIam } from './iam/iam-desk.js';
import { standInNames } from './sandbox.options.js';
import type { ListenerName, SandboxOptions } from './sandbox.options.js';
import { bedrockApiKeyIn, commercialSecretName } from './secrets/seed-secrets.js';
import type { tokenSecretName } from './secrets/seed-secrets.js';
import { forgetRequests, startStandIns } from './start-stand-ins.js';
import type { StandIns } from './start-stand-ins.js';

export type { AddedModel } from './bedrock/catalogue.js';
export type { Exchange, RouteName } from './bedrock/exchange-log.js';
export type { Fault, StoreFault, StoreName } from './faults/fault.js';
export type { SandboxOptions } from './sandbox.options.js';
export { SandboxError } from './sandbox.errors.js';

/** Switches faults on and off. Each call resolves when it is in force: a port that is down refuses, one that is up answers. */
export interface SandboxFaults {
  set(route: RouteName, fault: Fault): Promise<void>;
  setStore(store: StoreName, fault: StoreFault): Promise<void>;
  /** Ends every fault, of routes and stores. */
  clear(): Promise<void>;
}

/**
 * Everything of AWS that the gateway talks to, on ports of the loopback address.
 *
 * @example
 * await using sandbox = await startSandbox();
 * await sandbox.faults.set('internet', { fault: 'throttle', times: 1 });
 */
export interface Sandbox extends AsyncDisposable {
  /** Base URLs; each Bedrock URL serves runtime and control plane. */
  readonly urls: Readonly<Record<ListenerName, string>>;
  readonly faults: SandboxFaults;
  /** The last thousand requests that reached a route's listener, refused ones included; the oldest first. */
  exchanges(route: RouteName): readonly Exchange[];
  /** TCP connections that a route's listener has accepted. */
  connections(route: RouteName): number;
  /** Empties the logs and counts connections from zero. */
  forgetRequests(): void;
  /** Makes a value the current version of a secret; creates the secret when it is not there. */
  putSecret(name: string, secretString: string): Promise<void>;
  /**
   * Rotates a seeded secret to a fresh value. For the commercial one the Bedrock listeners accept the new key from
   * then on, and no longer the old one.
   */
  rotateSecret(name: typeof tokenSecretName | typeof commercialSecretName): Promise<void>;
  /** The current value of a secret, past HTTP and faults; undefined when there is none. */
  readSecret(name: string): Promise<string | undefined>;
  /** Changes what the Bedrock listeners accept, without touching the secret. */
  acceptCredentials(credentials: Partial<AcceptedCredentials>): void;
  /** Has the Bedrock listeners accept these sessions of assumed roles, too, until they end. */
  acceptSessions(sessions: IssuedSessions): void;
  /** IAM of the commercial partition; undefined unless it was asked for. */
  readonly iam: SandboxIam | undefined;
  /** Ends every connection and timer, and frees ports and folder; a second call does nothing. */
  close(): Promise<void>;
}

/**
 * Starts every stand-in and the switchboard.
 * @throws SandboxError `folder-locked`, `port-in-use` or `secrets-unreadable`; nothing is left running then
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const standIns = await startStandIns(options, new Set(standInNames));
  const { faults, bedrock } = standIns;
  const close = (): Promise<void> => Promise.resolve(standIns[Symbol.asyncDispose]());
  return {
    urls: urlsOf(standIns),
    faults: {
      set: (route, fault) => faults.set(route, fault),
      setStore: (store, fault) => faults.setStore(store, fault),
      clear: () => faults.clear(),
    },
    exchanges: (route) => bedrock.get(route)?.log.list() ?? [],
    connections: (route) => bedrock.get(route)?.listener.connections ?? 0,
    forgetRequests: () => forgetRequests(bedrock),
    ...secretsOf(standIns),
    iam: standIns.iam?.view,
    acceptCredentials: (credentials) => standIns.credentials.accept(credentials),
    acceptSessions: (sessions) => standIns.credentials.acceptSessions(sessions),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function urlsOf({ listeners }: StandIns): Sandbox['urls'] {
  const urlOf = (name: ListenerName): string => listeners.get(name)?.url ?? '';
  return {
    internet: urlOf('internet'),
    vpn: urlOf('vpn'),
    secretsManager: urlOf('secretsManager'),
    dynamodb: urlOf('dynamodb'),
    switchboard: urlOf('switchboard'),
  };
}

function secretsOf({ secrets, credentials }: StandIns): Pick<Sandbox, 'putSecret' | 'rotateSecret' | 'readSecret'> {
  return {
    putSecret: async (name, secretString) => secrets?.put(name, secretString),
    readSecret: async (name) => secrets?.read(name),
    rotateSecret: async (name) => {
      await secrets?.rotate(name);
      if (name !== commercialSecretName) return;
      const key = bedrockApiKeyIn((await secrets?.read(name)) ?? '');
      if (key !== undefined) credentials.accept({ bedrockApiKey: key });
    },
  };
}
