import { objectAt, textAt } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import { jsonAnswer } from '../answer.js';
import { jsonBody, label } from '../bedrock-call.js';
import type { BedrockCall, Operation } from '../bedrock-call.js';
import { BedrockProblem, invalid } from '../bedrock-problem.js';
import { modelArn } from '../inference-profiles.js';
import type { InferenceProfile } from '../inference-profiles.js';
import { resolveModel } from '../resolve-model.js';
import { pageOf } from './page-of.js';

const nameForm = /^([0-9a-zA-Z][ _-]?)+$/;
const maxNameLength = 64;
const profileTypes: ReadonlySet<string> = new Set(['SYSTEM_DEFINED', 'APPLICATION']);

/**
 * `ListInferenceProfiles`: those of one type, in pages. Who names no type gets the system-defined ones: the SDK's model
 * does not say so, but the service does (https://github.com/aws/aws-cli/issues/9728).
 */
export const listInferenceProfiles: Operation = ({ query, profiles, requestId }) => {
  const type = query.get('type') ?? 'SYSTEM_DEFINED';
  if (!profileTypes.has(type)) throw invalid("Value at 'type' is not a valid enum value.");
  const matching = profiles.list().filter((profile) => profile.type === type);
  const { items, nextToken } = pageOf(matching, query);
  const body = { inferenceProfileSummaries: items.map(summaryOf), ...(nextToken === undefined ? {} : { nextToken }) };
  return jsonAnswer(body, requestId);
};

/** `GetInferenceProfile`: one profile, by its id or ARN. */
export const getInferenceProfile: Operation = (call) => jsonAnswer(summaryOf(findProfile(call)), call.requestId);

/** `CreateInferenceProfile`: an application profile of a model or of a system-defined profile. */
export const createInferenceProfile: Operation = (call) => {
  const body = jsonBody(call.body);
  const name = textAt(body, 'inferenceProfileName') ?? '';
  if (!nameForm.test(name) || name.length > maxNameLength) throw invalid('The inference profile name is invalid.');
  const token = textAt(body, 'clientRequestToken');
  const profile = call.profiles.create({
    name,
    description: textAt(body, 'description') ?? '',
    ...readSource(call, body),
    ...(token === undefined ? {} : { clientRequestToken: token }),
  });
  const answer = { inferenceProfileArn: profile.arn, status: 'ACTIVE' };
  return jsonAnswer(answer, call.requestId, { status: 201 });
};

/** `DeleteInferenceProfile`: the account's own only. */
export const deleteInferenceProfile: Operation = (call) => {
  const profile = findProfile(call);
  if (profile.type !== 'APPLICATION') throw invalid('A system-defined inference profile cannot be deleted.');
  call.profiles.delete(profile);
  return jsonAnswer({}, call.requestId);
};

function findProfile(call: BedrockCall): InferenceProfile {
  const profile = call.profiles.find(label(call, 'inferenceProfileIdentifier'));
  if (profile !== undefined) return profile;
  throw new BedrockProblem('ResourceNotFoundException', 'The inference profile does not exist.');
}

/**
 * What a profile is copied from: a system-defined profile, or a model. Of a model that needs a profile and has a
 * system-defined one, that one is to be copied; where there is none, the model itself will do.
 */
function readSource({ profiles }: BedrockCall, body: JsonObject): Pick<InferenceProfile, 'model' | 'modelArns'> {
  const copyFrom = textAt(objectAt(body, 'modelSource') ?? {}, 'copyFrom') ?? '';
  if (!copyFrom.startsWith('arn:'))
    throw invalid('The model source must be the ARN of a model or of a system-defined inference profile.');
  const source = profiles.find(copyFrom);
  if (source?.type === 'APPLICATION') throw invalid('An application inference profile cannot be copied.');
  const { model, byProfile } = resolveModel(copyFrom, profiles);
  if (byProfile) return { model, modelArns: source?.modelArns ?? [] };
  if (!model.inference.includes('ON_DEMAND') && model.profiles.length > 0)
    throw invalid('The provided model does not support on-demand throughput.');
  return { model, modelArns: [modelArn(model.id, profiles.account.region)] };
}

function summaryOf(profile: InferenceProfile): JsonObject {
  const createdAt = new Date(profile.createdAtEpochMs).toISOString();
  return {
    inferenceProfileName: profile.name,
    inferenceProfileId: profile.id,
    inferenceProfileArn: profile.arn,
    description: profile.description,
    models: profile.modelArns.map((arn) => ({ modelArn: arn })),
    type: profile.type,
    status: 'ACTIVE',
    createdAt,
    updatedAt: createdAt,
  };
}
