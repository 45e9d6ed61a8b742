import { EventUnreadableError } from './errors.js';

/**
 * `arn:{partition}:execute-api:{region}:{account}:{api}/{stage}/{method}/{path}`. Only what stands before the method is
 * kept, and nothing in it can be a wildcard. Source: API Gateway developer guide, "Control access for invoking an API".
 */
const METHOD_ARN =
  /^(arn:aws[a-z-]{0,20}:execute-api:[a-z0-9-]{1,32}:\d{12}:[A-Za-z0-9-]{1,64}\/[A-Za-z0-9_-]{1,128})\/[A-Z]+(?:\/|$)/;

/**
 * The stage that a method belongs to, without a slash at the end. In any partition.
 *
 * @throws {EventUnreadableError} `method-arn`.
 */
export function stageArnOf(methodArn: unknown): string {
  const stageArn = typeof methodArn === 'string' ? METHOD_ARN.exec(methodArn)?.[1] : undefined;
  if (stageArn === undefined) throw new EventUnreadableError('method-arn');
  return stageArn;
}
