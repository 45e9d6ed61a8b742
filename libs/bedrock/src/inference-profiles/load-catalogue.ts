import { readNextToken } from './answer-fields.js';
import { parseFoundationModels } from './foundation-model.js';
import { parseInferenceProfiles } from './inference-profile.js';
import type { InferenceProfile } from './inference-profile.js';
import { ModelCatalogue } from './model-catalogue.js';
import { readJsonReply } from './read-json-reply.js';
import type { SendCall } from './send-call.js';

/** The most that AWS gives on one page (API reference of `ListInferenceProfiles`). */
const PROFILES_PER_PAGE = '1000';
/** Far more than an account may have; it ends a list whose pages lead back to each other. */
const MAX_PAGES = 20;

/**
 * Reads both lists, one after the other: each call has its place among the attempts of the request that sends it.
 *
 * @throws what `send` or the body of a reply throws, and as `readJsonReply`.
 */
export async function loadCatalogue(send: SendCall): Promise<ModelCatalogue> {
  const models = await readJsonReply(await send({ operation: 'ListFoundationModels', headers: {} }));
  return new ModelCatalogue(parseFoundationModels(models), await listProfiles(send));
}

/**
 * Reads all pages of the profile list, at most 20.
 *
 * @param type which profiles; without it AWS lists the system-defined ones (aws/aws-cli#9728).
 * @throws as `loadCatalogue`.
 */
export async function listProfiles(send: SendCall, type?: 'APPLICATION'): Promise<readonly InferenceProfile[]> {
  const profiles: InferenceProfile[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    // The SDKs call it `typeEquals`; on the wire it is `type`.
    const query = {
      maxResults: PROFILES_PER_PAGE,
      ...(type && { type }),
      ...(nextToken !== undefined && { nextToken }),
    };
    const answer = await readJsonReply(await send({ operation: 'ListInferenceProfiles', headers: {}, query }));
    profiles.push(...parseInferenceProfiles(answer));
    nextToken = readNextToken(answer);
    if (nextToken === undefined) break;
  }
  return profiles;
}
