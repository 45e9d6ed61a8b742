import { AuditModule, AuditSink, AuditTrail, MemoryAuditSink } from '@app/audit';
import type { DynamicModule } from '@nestjs/common';
import type { TestingModule, TestingModuleBuilder } from '@nestjs/testing';

/** The audit as the application has it; `useMemorySink` keeps it off the network. */
export const auditModule: DynamicModule = {
  ...AuditModule.forRoot({ mode: 'strict', ttlDays: 30, tableName: 'unused', gatewayVersion: '0.0.0' }),
  global: true,
};

/** Puts the records of a testing module into memory. */
export function useMemorySink(builder: TestingModuleBuilder, sink = new MemoryAuditSink()): TestingModuleBuilder {
  return builder.overrideProvider(AuditSink).useValue(sink);
}

/** What is on record, once nothing is being written any more. */
export async function readRecords(testing: Pick<TestingModule, 'get'>): Promise<MemoryAuditSink['records']> {
  await testing.get(AuditTrail, { strict: false }).settled(AbortSignal.timeout(5_000));
  return testing.get<MemoryAuditSink>(AuditSink, { strict: false }).records;
}
