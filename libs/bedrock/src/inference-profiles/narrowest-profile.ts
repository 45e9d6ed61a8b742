import { parseFoundationModelArn } from './foundation-model-arn.js';
import type { InferenceProfile } from './inference-profile.js';

/** How far the calls of a profile may travel; compared field by field, smaller is narrower. */
type Reach = readonly [anywhere: number, geographies: number, regions: number];

/**
 * The profile whose calls stay closest to home.
 *
 * Widest is one that may answer from any commercial region (a model ARN without a region, as behind the `global.`
 * profiles); then fewer geographies win (first label of a region: `us`, `eu`, `ap`), then fewer regions, then the id,
 * so that every process chooses the same. Says nothing of prefixes: new ones need no change.
 */
export function narrowestProfile(profiles: readonly InferenceProfile[]): InferenceProfile | undefined {
  const ranked = profiles.map((profile) => ({ profile, reach: reachOf(profile) }));
  ranked.sort((a, b) => compareReach(a.reach, b.reach) || compareText(a.profile.profileId, b.profile.profileId));
  return ranked[0]?.profile;
}

function reachOf({ modelArns }: InferenceProfile): Reach {
  const regions = new Set(modelArns.map((arn) => parseFoundationModelArn(arn)?.region ?? ''));
  const geographies = new Set([...regions].map((region) => region.split('-', 1)[0]));
  return [regions.has('') ? 1 : 0, geographies.size, regions.size];
}

function compareReach(a: Reach, b: Reach): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

// By code units: what a locale thinks of an order is not the same everywhere.
function compareText(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
