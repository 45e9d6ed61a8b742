import { tokenFor } from '../../test/support/tokens.ts';
import { bareHandler, gateway } from '../cold-start/contestants.ts';
import { startBuiltSandbox } from '../cold-start/sandbox.ts';
import { AUDIT_STORE_MS } from '../ground/audit-store.ts';
import { NativeServer } from '../ground/native-server.ts';
import { compileNative } from '../native/compile.ts';
import { questionForBare, questionForGateway, type Question } from './events.ts';
import type { Contestant } from './function-process.ts';

/** A function, and what it is asked. */
export interface Asked {
  readonly name: string;
  readonly contestant: Contestant;
  readonly question: Question;
}

/** What functions that are measured stand between. Disposing of it ends what it started. */
export interface LambdaScene extends AsyncDisposable {
  readonly bare: Asked;
  readonly gateway: Asked;
}

/**
 * Starts the compiled upstream and the compiled store of the audit; secrets and the list of models come from the sandbox.
 *
 * @param upstreamMs how long the upstream takes until it answers.
 */
export async function setLambdaScene(upstreamMs: number): Promise<LambdaScene> {
  const { upstream: program } = compileNative();
  await using parts = new AsyncDisposableStack();
  const sandbox = parts.use(await startBuiltSandbox());
  const upstream = parts.use(await NativeServer.start(program));
  const store = parts.use(await NativeServer.start(program));
  await upstream.behave({ delayMs: upstreamMs });
  await store.behave({ delayMs: AUDIT_STORE_MS });
  const surroundings = {
    secretsManager: sandbox.urls.secretsManager,
    dynamodb: `http://127.0.0.1:${store.port}`,
    bedrock: `http://127.0.0.1:${upstream.port}`,
    control: sandbox.urls.internet,
  };
  const bare = { contestant: await bareHandler(surroundings), question: questionForBare() };
  const ours = { contestant: gateway(surroundings), question: questionForGateway(await tokenFor(sandbox)) };
  const all = parts.move();
  return {
    bare: { name: bare.contestant.name, ...bare },
    gateway: { name: ours.contestant.name, ...ours },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
