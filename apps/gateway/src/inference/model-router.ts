import {
  BedrockCallError,
  InferenceProfiles,
  throwIfAborted,
  type BedrockOperation,
  type BedrockReply,
  type SendCall,
} from '@app/bedrock';
import { Router, RouteTrace, startDeadline, type RoutedReply, type RoutingRequest } from '@app/routing';
import { Injectable, Logger } from '@nestjs/common';
import { reasonOf } from '../problems/reason-of.js';
import { isKnownError } from '../problems/to-problem.js';

/** What the gateway asks about models on its own account is worth waiting for this long, and no longer. */
const LOOKUP_TIMEOUT_MS = 10_000;

/** The operations that run a model. The others take the id of a foundation model as it is. */
const RUNS_MODEL: ReadonlySet<BedrockOperation> = new Set([
  'InvokeModel',
  'InvokeModelWithResponseStream',
  'Converse',
  'ConverseStream',
]);

/** The facts of a request that decide its way, without the call. What the gateway asks itself, it asks as itself. */
export type Way = Omit<RoutingRequest, 'call' | 'trace'>;

/**
 * The router, with an inference profile put in where a model cannot be called by its own id (S8).
 *
 * What it asks about models goes the ways of the request at hand and no others, and under its record.
 */
@Injectable()
export class ModelRouter {
  private readonly logger = new Logger('Models');

  constructor(
    private readonly router: Router,
    private readonly profiles: InferenceProfiles,
  ) {}

  /**
   * As `Router.send`. A 400 to a bare model id is sent again by a profile, if the catalogue says that the model needs
   * one; from then on at once.
   *
   * @param onProfile is told the profile that is used instead of the id given, before the call by it is sent.
   */
  async send(request: RoutingRequest, onProfile: (profileId: string) => void): Promise<RoutedReply> {
    const { operation, modelId } = request.call;
    if (modelId === undefined || !RUNS_MODEL.has(operation)) return this.router.send(request);
    const byProfile = async (profileId: string): Promise<RoutedReply> => {
      onProfile(profileId);
      const call = { ...request.call, modelId: profileId };
      return this.router.send({ ...request, call }).catch((error: unknown) => {
        if (statusOf(error) === 404) this.profiles.forget(modelId, profileId);
        throw error;
      });
    };
    const known = this.profiles.substituteFor(modelId);
    if (known !== undefined) return byProfile(known);
    try {
      return await this.router.send(request);
    } catch (error) {
      if (statusOf(error) !== 400) throw error;
      const found = await this.lookUp(request, (send, signal) => this.profiles.resolve(modelId, send, signal));
      if (found === undefined) throw error;
      return byProfile(found);
    }
  }

  /** The foundation models behind a model id, profile id or ARN; undefined where that cannot be found out. */
  modelsBehind(modelId: string, way: Way): Promise<readonly string[] | undefined> {
    return this.lookUp(way, (send, signal) => this.profiles.modelsBehind(modelId, send, signal));
  }

  /** Undefined also where Bedrock could not be asked: no request fails for what it has not asked for itself. */
  private async lookUp<Result>(
    { deadline: whole, ...way }: Way,
    ask: (send: SendCall, signal: AbortSignal) => Promise<Result | undefined>,
  ): Promise<Result | undefined> {
    using deadline = startDeadline(LOOKUP_TIMEOUT_MS, whole.signal);
    const send: SendCall = async (call): Promise<BedrockReply> => {
      const { reply } = await this.router.send({
        ...way,
        principal: undefined,
        call,
        deadline,
        trace: new RouteTrace(),
      });
      return reply;
    };
    try {
      return await ask(send, deadline.signal);
    } catch (error) {
      throwIfAborted(whole.signal);
      if (!isKnownError(error)) throw error;
      this.logger.warn({ event: 'model-lookup-failed', ...reasonOf(error) });
      return undefined;
    }
  }
}

/** The status of Bedrock's own refusal, credentials aside. */
function statusOf(error: unknown): number | undefined {
  const upstream = error instanceof BedrockCallError ? error.upstream : undefined;
  return upstream?.credentialsRefused === false ? upstream.status : undefined;
}
