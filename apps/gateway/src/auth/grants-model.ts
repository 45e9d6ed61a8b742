import { mayHaveModelsBehind, parseFoundationModelArn } from '@app/bedrock';
import { matchesModel } from './match-model.js';

/**
 * Whether a caller's globs grant a model or profile: its own id does, or every foundation model behind it does.
 *
 * @param behind ids of all foundation models that a call may reach; undefined where that cannot be said: then only the
 *   id itself counts, and for the ARN of a foundation model the id in it.
 */
export function grantsModel(globs: readonly string[], modelId: string, behind?: readonly string[]): boolean {
  if (matchesModel(globs, modelId)) return true;
  const named = parseFoundationModelArn(modelId);
  const reached = named ? [named.modelId] : (behind ?? []);
  return reached.length > 0 && reached.every((id) => matchesModel(globs, id));
}

/** False where nothing that could be found out about the id would grant it: nobody needs to be asked then. */
export function mayBeGranted(globs: readonly string[], modelId: string): boolean {
  return grantsModel(globs, modelId) || (globs.length > 0 && mayHaveModelsBehind(modelId));
}
