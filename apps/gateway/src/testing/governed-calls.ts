import { AuditTrail, MemoryAuditSink, type AuditEntry } from '@app/audit';
import { Test } from '@nestjs/testing';
import type { Request } from 'express';
import { GovernedCalls } from '../inference/governed-calls.js';
import { createCaller } from './create-caller.js';
import { createRequest, type RequestFacts } from './create-request.js';
import { auditModule, readRecords, useMemorySink } from './memory-audit.js';
import { routerProviders } from './router-providers.js';
import { ScriptedRouter, type Script } from './scripted-router.js';

/** `GovernedCalls` without anything of HTTP around it. */
export interface GovernedCallsSetting extends AsyncDisposable {
  readonly calls: GovernedCalls;
  readonly trail: AuditTrail;
  readonly sent: ScriptedRouter['sent'];
  /** What is on record so far, durable or not. */
  readonly sink: MemoryAuditSink;
  /** A request as a handler gets it: its caller verified, its record open. */
  open(facts?: RequestFacts): Request;
  /** What is on record, once nothing is being written any more. */
  records(): Promise<MemoryAuditSink['records']>;
}

/** Requests may take 60 s here: `await using setting = await createGovernedCalls(script)`. */
export async function createGovernedCalls(script: Script, sink = new MemoryAuditSink()): Promise<GovernedCallsSetting> {
  const { router, sent } = new ScriptedRouter(script);
  const providers = [GovernedCalls, ...routerProviders(router, { GATEWAY_REQUEST_TIMEOUT_MS: '60000' })];
  const builder = Test.createTestingModule({ imports: [auditModule], providers });
  const testing = await useMemorySink(builder, sink).compile();
  const trail = testing.get(AuditTrail);
  const opened: AuditEntry[] = [];
  return {
    calls: testing.get(GovernedCalls),
    trail,
    sent,
    sink,
    open: (facts = {}) => {
      const request = createRequest({ path: '/bedrock/invoke', user: createCaller(), ...facts });
      const { requestId } = request.exchange;
      const caller = { requestId, subject: 'app-1', sourceIP: '127.0.0.1', operation: 'InvokeModel' };
      opened.push(trail.open(request, { ...caller, requestedRoute: 'auto' }));
      return request;
    },
    records: () => readRecords(testing),
    [Symbol.asyncDispose]: () => {
      // The end of the application waits for records that are open, and here is nobody else to finish them.
      for (const entry of opened) entry.finish({ outcome: 'refused', statusCode: 400 });
      return testing.close();
    },
  };
}
