import type { Clock } from '../clock.js';
import { untilAborted } from '../until-aborted.js';
import { BoundedMemory } from './bounded-memory.js';
import { createApplicationProfile } from './create-application-profile.js';
import type { WantedProfile } from './create-application-profile.js';
import { undefinedIfVerdict } from './undefined-if-verdict.js';
import type { SendCall } from './send-call.js';
import { SingleFlight } from './single-flight.js';

const MAX_REFUSALS = 1_000;
/** How long a model for which Bedrock makes no profile is left alone. */
const REFUSAL_MS = 60_000;

/** The gateway's own application inference profiles: one per model and account, however many processes ask for it. */
export class ApplicationProfiles {
  private readonly flights = new SingleFlight<string | undefined>();
  private readonly refused: BoundedMemory<true>;

  constructor(now: Clock) {
    this.refused = new BoundedMemory(MAX_REFUSALS, now);
  }

  /**
   * The ARN of the model's profile, which is created if need be.
   *
   * Undefined if Bedrock will not have such a profile (not valid, not permitted, too many); it is not asked again for a
   * minute then.
   *
   * @throws {BedrockCallError} and what else `send` throws, for failures that say nothing about the profile.
   */
  async obtain(wanted: WantedProfile, send: SendCall, signal: AbortSignal): Promise<string | undefined> {
    const { modelId } = wanted.model;
    if (this.refused.recall(modelId)) return undefined;
    return this.flights.run(modelId, () => untilAborted(this.make(wanted, send), signal), signal);
  }

  private async make(wanted: WantedProfile, send: SendCall): Promise<string | undefined> {
    const arn = await undefinedIfVerdict(createApplicationProfile(wanted, send));
    if (arn === undefined) this.refused.remember(wanted.model.modelId, true, REFUSAL_MS);
    return arn;
  }
}
