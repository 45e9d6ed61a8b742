import { DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Seen } from './visit.js';

const TABLE = { TableName: 'cross-partition-requests', ConsistentRead: true };

/** The table of audit records, however many there are. */
export class AuditTable implements Disposable {
  readonly #client: DynamoDBClient;

  constructor(endpoint: string) {
    const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
    this.#client = new DynamoDBClient({ endpoint, region: 'us-gov-west-1', credentials });
  }

  /** How the records of one request say that it ended: there is one of each, sooner or later. */
  async endingsOf(requestId: string): Promise<readonly Seen['record'][]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        ...TABLE,
        KeyConditionExpression: 'requestId = :id',
        ExpressionAttributeValues: { ':id': { S: requestId } },
      }),
    );
    return Items.map(({ clientRequestId, outcome, statusCode }) => ({
      clientRequestId: String(clientRequestId?.S),
      outcome: String(outcome?.S) as Seen['record']['outcome'],
      statusCode: Number(statusCode?.N),
    }));
  }

  /** All records. */
  async count(): Promise<number> {
    let count = 0;
    let start: object | undefined;
    do {
      const page: object = start === undefined ? {} : { ExclusiveStartKey: start };
      const { Count = 0, LastEvaluatedKey } = await this.#client.send(
        new ScanCommand({ ...TABLE, Select: 'COUNT', ...page }),
      );
      count += Count;
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return count;
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
  }
}
