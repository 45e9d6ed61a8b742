import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { EMPTY, lastValueFrom, of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { OPENING } from './testing/sample-records.js';
import { AuditDescriber } from './audit-describer.js';
import type { AuditOpening } from './audit-record.js';
import { AuditSink } from './audit-sink.js';
import { AuditTrail } from './audit-trail.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { AuditModule } from './audit.module.js';
import { AUDIT_DEFAULTS } from './options.js';
import { MemoryAuditSink } from './sinks/memory.sink.js';

interface FakeRequest {
  readonly opening?: AuditOpening;
  readonly statusCode: number;
}

class FakeDescriber extends AuditDescriber {
  describe(context: ExecutionContext): AuditOpening | undefined {
    return context.switchToHttp().getRequest<FakeRequest>().opening;
  }

  statusOf(context: ExecutionContext): number {
    return context.switchToHttp().getRequest<FakeRequest>().statusCode;
  }
}

async function createInterceptor() {
  const sink = new MemoryAuditSink();
  const app = await Test.createTestingModule({
    imports: [AuditModule.forRoot({ ...AUDIT_DEFAULTS, gatewayVersion: '1.2.3' })],
    providers: [AuditInterceptor, { provide: AuditDescriber, useClass: FakeDescriber }],
  })
    .overrideProvider(AuditSink)
    .useValue(sink)
    .compile();
  const trail = app.get(AuditTrail);
  const handle = async (request: FakeRequest, answer: Observable<unknown>): Promise<unknown> => {
    const context = { switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;
    const next: CallHandler = { handle: () => answer };
    const handled = lastValueFrom(app.get(AuditInterceptor).intercept(context, next), { defaultValue: 'nothing' });
    const result = await handled.catch((error: unknown) => error);
    await trail.settled(new AbortController().signal);
    return result;
  };
  return { trail, sink, handle };
}

describe('AuditInterceptor', () => {
  it('leaves no record of a request that is not described', async () => {
    const { handle, sink, trail } = await createInterceptor();
    const request = { statusCode: 200 };
    await expect(handle(request, of('fine'))).resolves.toBe('fine');
    expect(sink.records).toEqual([]);
    expect(trail.entryOf(request)).toBeUndefined();
  });

  it('leaves the record open when the handler fails: the filter knows the status', async () => {
    const { handle, sink, trail } = await createInterceptor();
    const request = { opening: OPENING, statusCode: 200 };
    const broken = new Error('broken');
    await expect(
      handle(
        request,
        throwError(() => broken),
      ),
    ).resolves.toBe(broken);
    expect(sink.records).toEqual([]);
    expect(trail.entryOf(request)?.requestId).toBe(OPENING.requestId);
  });

  it.each([
    [200, 'complete', true],
    [304, 'complete', true],
    [404, 'failed', false],
    [503, 'failed', false],
  ])('finishes a record that nobody has finished: status %d is %s', async (statusCode, outcome, success) => {
    const { handle, sink } = await createInterceptor();
    await expect(handle({ opening: OPENING, statusCode }, of('fine'))).resolves.toBe('fine');
    expect(sink.records).toMatchObject([{ statusCode, outcome, success }]);
  });

  it('finishes the record of a handler that answers on its own', async () => {
    const { handle, sink } = await createInterceptor();
    await expect(handle({ opening: OPENING, statusCode: 200 }, EMPTY)).resolves.toBe('nothing');
    expect(sink.records).toMatchObject([{ outcome: 'complete' }]);
  });

  it('does not change a record that the handler has finished', async () => {
    const { handle, sink, trail } = await createInterceptor();
    const request = { opening: OPENING, statusCode: 200 };
    trail.open(request, OPENING).finish({ outcome: 'partial', statusCode: 200 });
    await handle(request, of('fine'));
    expect(sink.records).toMatchObject([{ outcome: 'partial' }]);
  });
});
