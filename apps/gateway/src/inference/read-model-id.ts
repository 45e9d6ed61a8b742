import { ModelIdInvalidError, parseModelId } from '@app/bedrock';
import { RequestInvalidError } from '../problems/errors.js';

/**
 * Reads a model id, profile id or ARN from outside.
 *
 * @param field what the caller knows it by.
 * @throws {RequestInvalidError} naming the field.
 */
export function readModelId(text: string, field = 'modelId'): string {
  try {
    return parseModelId(text);
  } catch (cause) {
    if (!(cause instanceof ModelIdInvalidError)) throw cause;
    throw new RequestInvalidError({ [field]: `is not a model id (${cause.reason})` }, cause);
  }
}
