import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** A table as `CreateTable` is told of it. */
export type TableDefinition = CreateTableCommandInput & { readonly TableName: string };
