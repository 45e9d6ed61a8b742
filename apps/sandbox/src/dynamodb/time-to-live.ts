import { objectAt, textAt } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { DynaliteEngine } from './dynalite-engine.js';

/** An answer of the DynamoDB protocol before it is written down. */
export interface DynamoDbAnswer {
  readonly status: number;
  readonly output: JsonObject;
}

/**
 * The two operations on a table's time to live, which dynalite lacks. They are remembered as long as the process lives;
 * nothing is ever deleted by them.
 */
export class TimeToLiveBook {
  readonly #attributes = new Map<string, string>();

  constructor(private readonly engine: DynaliteEngine) {}

  /** Answers an operation on the time to live; undefined for every other. */
  answer(operation: string, input: JsonObject): Promise<DynamoDbAnswer> | undefined {
    if (operation === 'UpdateTimeToLive') return this.#onTable(input, (table) => this.#update(table, input));
    // A table made anew under the same name begins without it.
    if (operation === 'DeleteTable') this.#attributes.delete(textAt(input, 'TableName') ?? '');
    if (operation === 'DescribeTimeToLive') return this.#onTable(input, (table) => this.#describe(table));
    return undefined;
  }

  async #onTable(input: JsonObject, answer: (table: string) => DynamoDbAnswer): Promise<DynamoDbAnswer> {
    // dynalite's own refusals say better than we could what is wrong with a table's name.
    const description = await this.engine.call('DescribeTable', { TableName: input['TableName'] });
    return description.status === 200 ? answer(textAt(input, 'TableName') ?? '') : description;
  }

  #update(table: string, input: JsonObject): DynamoDbAnswer {
    const specification = objectAt(input, 'TimeToLiveSpecification') ?? {};
    const attribute = textAt(specification, 'AttributeName') ?? '';
    const enabled = specification['Enabled'];
    if (attribute === '' || typeof enabled !== 'boolean') {
      return invalid('TimeToLiveSpecification must have AttributeName and Enabled');
    }
    if (enabled === this.#attributes.has(table)) {
      return invalid(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
    }
    if (enabled) this.#attributes.set(table, attribute);
    else this.#attributes.delete(table);
    return { status: 200, output: { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } } };
  }

  #describe(table: string): DynamoDbAnswer {
    const attribute = this.#attributes.get(table);
    const description =
      attribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute };
    return { status: 200, output: { TimeToLiveDescription: description } };
  }
}

function invalid(message: string): DynamoDbAnswer {
  return { status: 400, output: { __type: 'com.amazon.coral.validate#ValidationException', message } };
}
