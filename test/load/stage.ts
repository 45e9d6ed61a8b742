import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { forkGateway, type ForkedGateway } from '../support/fork-gateway.js';
import { tokenFor } from '../support/tokens.js';
import type { LeanTally } from './child/lean-aws.js';
import type { Load, LoadFigures, Target } from './child/load.js';
import { startChild } from './start-child.js';

/** What bounds the gateway on a stage. */
export interface Bounds {
  readonly maxInFlight: number;
  /** How long the model takes. */
  readonly modelMs: number;
}

/** A load without whom it goes to. */
export type Burden = Load extends infer Kind ? (Kind extends Load ? Omit<Kind, keyof Target> : never) : never;

/** The built gateway, with what it needs to be the only thing that is slow. */
export interface Stage extends AsyncDisposable {
  readonly gateway: ForkedGateway;
  readonly token: string;
  /** Puts a load on the gateway, and waits until all of it is answered. */
  bear(burden: Burden): Promise<LoadFigures>;
  tally(): Promise<LeanTally>;
}

/**
 * Sets the stage for overload: gateway, generator and what stands in for Bedrock and DynamoDB are processes of their
 * own. Only secrets come from the sandbox, for those are read once: its models and tables are slower than the gateway.
 */
export async function setStage({ maxInFlight, modelMs }: Bounds): Promise<Stage> {
  await using parts = new AsyncDisposableStack();
  const sandbox = parts.use(await startSandbox());
  const aws = parts.use(await startChild<{ readonly url: string }>('lean-aws', String(modelMs)));
  const generator = parts.use(await startChild('generator'));
  const gateway = parts.use(
    await forkGateway(sandbox, {
      GATEWAY_MAX_IN_FLIGHT: String(maxInFlight),
      GATEWAY_INTERNET_ENDPOINT: aws.greeting.url,
      AWS_ENDPOINT_URL_DYNAMODB: aws.greeting.url,
    }),
  );
  const token = await tokenFor(sandbox);
  const all = parts.move();
  return {
    gateway,
    token,
    bear: (burden) => generator.ask<LoadFigures>({ ...burden, url: gateway.url, token }),
    tally: () => aws.ask<LeanTally>({}),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
