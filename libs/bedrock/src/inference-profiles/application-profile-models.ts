import type { Clock } from '../clock.js';
import { untilAborted } from '../until-aborted.js';
import { BoundedMemory } from './bounded-memory.js';
import { foundationModelIds } from './foundation-model-arn.js';
import { parseInferenceProfile } from './inference-profile.js';
import { readJsonReply } from './read-json-reply.js';
import type { SendCall } from './send-call.js';
import { SingleFlight } from './single-flight.js';
import { undefinedIfVerdict } from './undefined-if-verdict.js';

const MAX_PROFILES = 1_000;
/** How long a profile that cannot be resolved is not asked for again. */
const UNRESOLVED_MS = 60_000;

interface Finding {
  readonly models: readonly string[] | undefined;
}

/**
 * Which models are behind application profiles, one `GetInferenceProfile` each.
 *
 * What was found stays: AWS has no operation that changes the models of a profile, and makes up the id of each.
 */
export class ApplicationProfileModels {
  private readonly findings: BoundedMemory<Finding>;
  private readonly flights = new SingleFlight<Finding>();

  constructor(now: Clock) {
    this.findings = new BoundedMemory(MAX_PROFILES, now);
  }

  /**
   * The ids of the foundation models behind a profile; undefined, for a minute, if Bedrock does not say.
   *
   * @throws {BedrockCallError} and what else `send` throws, for failures that say nothing about the profile.
   */
  async behind(arn: string, send: SendCall, signal: AbortSignal): Promise<readonly string[] | undefined> {
    const known = this.findings.recall(arn);
    const work = (): Promise<Finding> => untilAborted(this.find(arn, send), signal);
    const { models } = known ?? (await this.flights.run(arn, work, signal));
    return models;
  }

  private async find(arn: string, send: SendCall): Promise<Finding> {
    const answer = await undefinedIfVerdict(get(arn, send));
    const models = foundationModelIds(parseInferenceProfile(answer ?? {})?.modelArns ?? []);
    this.findings.remember(arn, { models }, models ? Number.POSITIVE_INFINITY : UNRESOLVED_MS);
    return { models };
  }
}

async function get(arn: string, send: SendCall): Promise<object> {
  return readJsonReply(await send({ operation: 'GetInferenceProfile', modelId: arn, headers: {} }));
}
