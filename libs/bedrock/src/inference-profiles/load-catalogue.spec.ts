import { describe, expect, it } from 'vitest';
import { BedrockCallError } from '../errors.js';
import { failWith, modelSummary, profileSummary, scriptBedrock } from '../testing/scripted-bedrock.js';
import { listProfiles, loadCatalogue } from './load-catalogue.js';

describe('loadCatalogue', () => {
  it.each(['ListFoundationModels', 'ListInferenceProfiles'] as const)('fails as %s does', async (operation) => {
    const error = new BedrockCallError('throttled', 'status-429');
    const { send } = scriptBedrock({ ListFoundationModels: () => ({}), [operation]: failWith(error) });
    await expect(loadCatalogue(send)).rejects.toBe(error);
  });

  it('reads the two lists, one after the other', async () => {
    const bedrock = scriptBedrock({
      ListFoundationModels: () => ({ modelSummaries: [modelSummary('a.b', 'ON_DEMAND')] }),
      ListInferenceProfiles: () => ({ inferenceProfileSummaries: [profileSummary('us', 'a.b', 'us-east-1')] }),
    });
    const catalogue = await loadCatalogue(bedrock.send);
    expect(catalogue.models.map(({ modelId }) => modelId)).toEqual(['a.b']);
    expect(catalogue.profiles.map(({ profileId }) => profileId)).toEqual(['us.a.b']);
    expect(bedrock.asked).toEqual([
      { operation: 'ListFoundationModels', headers: {} },
      { operation: 'ListInferenceProfiles', headers: {}, query: { maxResults: '1000' } },
    ]);
  });
});

describe('listProfiles', () => {
  it.each([7, null, '', {}])('sees no further page in the token %j', async (nextToken) => {
    const bedrock = scriptBedrock({ ListInferenceProfiles: () => ({ nextToken }) });
    await expect(listProfiles(bedrock.send)).resolves.toEqual([]);
    expect(bedrock.asked).toHaveLength(1);
  });

  it('ends after 20 pages, also where they lead back to each other', async () => {
    const page = { inferenceProfileSummaries: [profileSummary('us', 'a.b', 'us-east-1')], nextToken: 'again' };
    const bedrock = scriptBedrock({ ListInferenceProfiles: () => page });
    await expect(listProfiles(bedrock.send)).resolves.toHaveLength(20);
    expect(bedrock.asked).toHaveLength(20);
  });

  it('reads page after page, of the type asked for', async () => {
    const pages = new Map<string | undefined, object>([
      [undefined, { inferenceProfileSummaries: [profileSummary('us', 'a.b', 'us-east-1')], nextToken: '/+=2' }],
      ['/+=2', { inferenceProfileSummaries: [profileSummary('eu', 'a.b', 'eu-west-1')] }],
    ]);
    const bedrock = scriptBedrock({ ListInferenceProfiles: ({ query }) => pages.get(query?.['nextToken']) ?? {} });
    const profiles = await listProfiles(bedrock.send, 'APPLICATION');
    expect(profiles.map(({ profileId }) => profileId)).toEqual(['us.a.b', 'eu.a.b']);
    expect(bedrock.asked.map(({ query }) => query)).toEqual([
      { maxResults: '1000', type: 'APPLICATION' },
      { maxResults: '1000', type: 'APPLICATION', nextToken: '/+=2' },
    ]);
  });
});
