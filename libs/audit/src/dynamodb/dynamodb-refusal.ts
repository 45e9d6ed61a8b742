/** An answer of DynamoDB's that is an error. Named as the API reference names it, e.g. `ValidationException`. */
export class DynamoDbRefusal extends Error {
  override readonly name: string;

  /** @param type as the answer says it, e.g. `com.amazonaws.dynamodb.v20120810#ValidationException`. */
  constructor(
    type: string,
    readonly status: number,
  ) {
    // DynamoDB's own text quotes what it refuses.
    super(`DynamoDB answered ${status}`);
    this.name = type.slice(type.lastIndexOf('#') + 1);
  }
}

/** Whether a condition did not hold: nothing was written. */
export function isConditionFailed(error: unknown): boolean {
  return error instanceof DynamoDbRefusal && error.name === 'ConditionalCheckFailedException';
}
