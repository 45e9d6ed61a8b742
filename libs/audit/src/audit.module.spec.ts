import { Test } from '@nestjs/testing';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { OPENING } from './testing/sample-records.js';
import { AuditSink } from './audit-sink.js';
import { AuditTrail } from './audit-trail.js';
import { AuditModule } from './audit.module.js';
import { AUDIT_DEFAULTS, type AuditOptions } from './options.js';
import { DynamoDbAuditSink } from './sinks/dynamodb.sink.js';
import { LogAuditSink } from './sinks/log.sink.js';
import { MemoryAuditSink } from './sinks/memory.sink.js';

/** Nothing listens there: port 9 of the loopback address is `discard`. */
const OPTIONS: AuditOptions = { ...AUDIT_DEFAULTS, gatewayVersion: '1.2.3', endpoint: 'http://127.0.0.1:9' };

describe('AuditModule', () => {
  it('starts without DynamoDB, also where it is to create the table', async () => {
    const imports = [AuditModule.forRoot({ ...OPTIONS, createTableIfMissing: true })];
    const app = await Test.createTestingModule({ imports }).compile();
    await app.init();
    expect(app.get(AuditSink, { strict: false })).toBeInstanceOf(DynamoDbAuditSink);
    await app.close();
  });

  it('refuses to start with options that cannot be right', async () => {
    const { endpoint: _endpoint, ...withoutEndpoint } = OPTIONS;
    const imports = [
      AuditModule.forRootAsync({ useFactory: () => ({ ...withoutEndpoint, createTableIfMissing: true }) }),
    ];
    await expect(Test.createTestingModule({ imports }).compile()).rejects.toMatchObject({
      code: 'AUDIT_CONFIGURATION_INVALID',
      option: 'createTableIfMissing',
    });
  });

  it('closes the stores at shutdown, when the trail has settled and not before', async () => {
    const sink = new MemoryAuditSink();
    const finished = vi.spyOn(sink, 'finish').mockImplementation(async () => {
      await new Promise(setImmediate);
      expect(closed).not.toHaveBeenCalled();
      return 'stored';
    });
    const closed = vi.spyOn(sink, 'close');
    const log = new PassThrough();
    const app = await Test.createTestingModule({ imports: [AuditModule.forRoot({ ...OPTIONS, isGlobal: true })] })
      .overrideProvider(AuditSink)
      .useValue(sink)
      .overrideProvider(LogAuditSink)
      .useValue(new LogAuditSink(log))
      .compile();
    await app.init();
    app.get(AuditTrail).open({}, OPENING).finish({ outcome: 'complete', statusCode: 200 });
    await app.close();
    expect(finished).toHaveBeenCalledOnce();
    expect(closed).toHaveBeenCalledOnce();
    expect(log.listenerCount('error')).toBe(0);
    expect(app.get(AuditTrail).spilled.finishes).toBe(0);
  });
});
