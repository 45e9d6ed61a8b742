import { BedrockCallError } from '../errors.js';
import { isText } from './answer-fields.js';
import { isApplicationProfileArn } from './inference-profile-arn.js';
import { requestApplicationProfile } from './application-profile-request.js';
import type { ApplicationProfileRequest, NamedModel } from './application-profile-request.js';
import { listProfiles } from './load-catalogue.js';
import { leadsOnlyTo } from './model-catalogue.js';
import { readJsonReply } from './read-json-reply.js';
import type { SendCall } from './send-call.js';

/** The model that a profile is wanted for. */
export interface WantedProfile {
  readonly model: NamedModel;
  /** The profile it had and that is there no more. */
  readonly replaces?: string | undefined;
}

/**
 * Creates the gateway's application profile of a model, or finds the one that another process has created.
 *
 * @returns its ARN; undefined if its name is taken and what has it does not lead to this model alone.
 * @throws {BedrockCallError} as Bedrock answers; `not-bedrock` if it names no profile.
 */
export async function createApplicationProfile(
  { model, replaces }: WantedProfile,
  send: SendCall,
): Promise<string | undefined> {
  const request = requestApplicationProfile(model, replaces);
  try {
    return await create(request, send);
  } catch (error) {
    if (!isConflict(error)) throw error;
    return findByName(request.inferenceProfileName, model.modelId, send);
  }
}

async function create(request: ApplicationProfileRequest, send: SendCall): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const body = Buffer.from(JSON.stringify(request));
  const answer = await readJsonReply(await send({ operation: 'CreateInferenceProfile', headers, body }));
  const arn: unknown = Reflect.get(answer, 'inferenceProfileArn');
  if (!isText(arn) || !isApplicationProfileArn(arn)) throw new BedrockCallError('not-bedrock', 'no-profile-arn');
  return arn;
}

// Nobody is kept from giving this name to another profile: a call must not end at a model that was not asked for.
async function findByName(name: string, modelId: string, send: SendCall): Promise<string | undefined> {
  const profiles = await listProfiles(send, 'APPLICATION');
  const own = profiles.find((profile) => profile.name === name && leadsOnlyTo(profile, modelId));
  return own?.arn !== undefined && isApplicationProfileArn(own.arn) ? own.arn : undefined;
}

function isConflict(error: unknown): boolean {
  return error instanceof BedrockCallError && error.upstream?.type === 'ConflictException';
}
