import { describe, expect, it } from 'vitest';
import { auditTableDefinition } from './audit-table.js';

function keys(partition: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: 'timestamp', KeyType: 'RANGE' },
  ];
}

describe('auditTableDefinition', () => {
  it('has the key and the three indexes that reports rely on, billed on demand', () => {
    const Projection = { ProjectionType: 'ALL' };
    expect(auditTableDefinition('audit')).toEqual({
      TableName: 'audit',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'requestId', AttributeType: 'S' },
        { AttributeName: 'timestamp', AttributeType: 'S' },
        { AttributeName: 'subject', AttributeType: 'S' },
        { AttributeName: 'modelShard', AttributeType: 'S' },
        { AttributeName: 'dayShard', AttributeType: 'S' },
      ],
      KeySchema: keys('requestId'),
      GlobalSecondaryIndexes: [
        { IndexName: 'by-caller', KeySchema: keys('subject'), Projection },
        { IndexName: 'by-model', KeySchema: keys('modelShard'), Projection },
        { IndexName: 'by-day', KeySchema: keys('dayShard'), Projection },
      ],
    });
  });
});
