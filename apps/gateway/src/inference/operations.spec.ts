import { describe, expect, it } from 'vitest';
import { createRequest } from '../testing/create-request.js';
import { nativeOperationOf, operationOf } from './operations.js';

const NO_RECORD = ['', '/', '/health', '/docs', '/openapi.json', '/v2/bedrock/invoke', '/x/bedrock/invoke', '/vpn/v1/bedrock/invoke', '/bedrock/invoke/x']; // prettier-ignore

describe('operationOf', () => {
  it.each(NO_RECORD)('leaves no record of %j', (path) => {
    expect(operationOf(createRequest({ path }))).toBeUndefined();
  });

  it('leaves no record where no path matched', () => {
    expect(operationOf(createRequest())).toBeUndefined();
  });

  it.each(['', '/v1', '/internet', '/v1/internet', '/vpn', '/v1/vpn'])('knows every operation under %j', (prefix) => {
    const nameOf = (path: string): unknown => operationOf(createRequest({ path: `${prefix}${path}` }));
    expect(nameOf('/bedrock/invoke')).toEqual({ name: 'InvokeModel', streamed: false });
    expect(nameOf('/bedrock/invoke-model')).toEqual({ name: 'InvokeModel', streamed: false });
    expect(nameOf('/bedrock/invoke-stream')).toEqual({ name: 'InvokeModelWithResponseStream', streamed: true });
    expect(nameOf('/bedrock/invoke-model-with-response-stream')).toEqual({
      name: 'InvokeModelWithResponseStream',
      streamed: true,
    });
    expect(nameOf('/bedrock/models')).toEqual({ name: 'ListModels', streamed: false });
    expect(nameOf('/bedrock/models/:modelId')).toEqual({ name: 'GetModel', streamed: false });
    expect(nameOf('/health/ready')).toEqual({ name: 'GetReadiness', streamed: false });
    expect(nameOf('/status')).toEqual({ name: 'GetStatus', streamed: false });
  });

  it.each([
    ['/v1/audit/requests', 'ListAuditRecords', false],
    ['/v1/audit/requests/:requestId', 'GetAuditRecord', false],
    ['/v1/audit/export', 'ExportAuditRecords', true],
    ['/v1/usage', 'GetUsage', false],
    ['/console/events', 'WatchConsole', true],
  ])('puts on record who reads records and usage, or watches, by %s', (path, name, streamed) => {
    expect(operationOf(createRequest({ path }))).toEqual({ name, streamed });
  });

  it.each(['', '/internet', '/vpn'])("knows every operation of Bedrock's own under %j", (prefix) => {
    const nameOf = (path: string): unknown => operationOf(createRequest({ path: `${prefix}${path}` }));
    expect(nameOf('/model/*modelId/invoke')).toEqual({ name: 'InvokeModel', streamed: false });
    expect(nameOf('/model/*modelId/converse-stream')).toEqual({ name: 'ConverseStream', streamed: true });
    expect(nameOf('/guardrail/*guardrailIdentifier/version/:guardrailVersion/apply')).toEqual({
      name: 'ApplyGuardrail',
      streamed: false,
    });
    expect(nameOf('/foundation-models')).toEqual({ name: 'ListFoundationModels', streamed: false });
  });

  it.each(['/{*path}', '/vpn/{*path}', '/internet/{*path}'])(
    'has one name for all that is not offered, as by %s',
    (path) => {
      expect(operationOf(createRequest({ path }))).toEqual({ name: 'UnknownOperation', streamed: false });
    },
  );
});

describe('nativeOperationOf', () => {
  it.each(['/bedrock/invoke', '/{*path}', '/vpn', ''])('takes %j for a defect: it names no operation', (path) => {
    expect(() => nativeOperationOf(createRequest({ path }))).toThrow('The path names no operation of Bedrock');
  });

  it.each(['', '/internet', '/vpn'])('goes by the pattern that matched under %j', (prefix) => {
    const request = createRequest({ path: `${prefix}/model/*modelId/count-tokens` });
    expect(nativeOperationOf(request)).toBe('CountTokens');
  });
});
