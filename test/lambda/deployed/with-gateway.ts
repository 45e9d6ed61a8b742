import { afterAll, beforeAll } from 'vitest';
import { startSandbox, type Sandbox } from '../../../apps/sandbox/src/sandbox.js';
import type { LambdaFunction } from '../emulator/function/lambda-function.js';
import { tokenFor } from '../../support/tokens.js';
import { deployGateway, type DeployedGateway, type DeployOptions } from './deploy-gateway.js';

/** What the tests of a file share. */
export interface SharedGateway {
  readonly sandbox: Sandbox;
  readonly gateway: DeployedGateway;
  function(role: 'internet' | 'vpn' | 'authorizer'): LambdaFunction;
  /** Asks with a token that grants everything, unless a header says otherwise. POST where there is a body. */
  ask(path: string, options?: AskOptions): Promise<Response>;
}

/** A request. */
export interface AskOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A model that runs by its own id, as a path writes it, and what is asked of it. */
export const HAIKU_PATH = '/model/anthropic.claude-3-haiku-20240307-v1%3A0';
export const CONVERSATION = '{"messages":[{"role":"user","content":[{"text":"hi"}]}]}';

/** Deploys one gateway for all tests of a file or of a `describe`. To be called where hooks may be. */
export function shareDeployed(options: () => DeployOptions | Promise<DeployOptions> = () => ({})): SharedGateway {
  let parts: { readonly sandbox: Sandbox; readonly gateway: DeployedGateway } | undefined;
  const started = (): NonNullable<typeof parts> => {
    if (parts === undefined) throw new Error('The gateway starts with the tests');
    return parts;
  };
  beforeAll(async () => {
    const sandbox = await startSandbox();
    parts = { sandbox, gateway: await deployGateway(sandbox, await options()) };
  });
  afterAll(async () => {
    await parts?.gateway[Symbol.asyncDispose]();
    await parts?.sandbox.close();
  });
  return {
    get sandbox() {
      return started().sandbox;
    },
    get gateway() {
      return started().gateway;
    },
    function: (role) => started().gateway.lambda.function(`dual-routing-gateway-${role}`),
    ask: async (path, { token, headers = {}, body } = {}) => {
      const { sandbox, gateway } = started();
      const authorization = `Bearer ${token ?? (await tokenFor(sandbox))}`;
      return fetch(`${gateway.url}${path}`, {
        headers: { authorization, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { method: 'POST', body }),
        signal: AbortSignal.timeout(20_000),
      });
    },
  };
}
