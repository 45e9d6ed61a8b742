import { describe, expect, it } from 'vitest';
import { createRequest } from '../testing/create-request.js';
import { operationOf } from './operations.js';

const NO_RECORD = ['', '/', '/health', '/docs', '/openapi.json', '/{*path}', '/v2/bedrock/invoke', '/x/bedrock/invoke', '/vpn/v1/bedrock/invoke', '/bedrock/invoke/x']; // prettier-ignore

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
});
