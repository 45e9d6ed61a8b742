import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { attachInvocation } from '../exchange/invocation.js';
import { INVOCATION } from '../testing/carried.js';
import { createCaller } from '../testing/create-caller.js';
import { createRequest } from '../testing/create-request.js';
import { HttpAuditDescriber } from './http-audit.describer.js';

const describer = new HttpAuditDescriber();
const context = (http: object): ExecutionContext => ({ switchToHttp: () => http }) as unknown as ExecutionContext;

describe('HttpAuditDescriber', () => {
  it('has nothing to say about a request without a verified caller', () => {
    expect(describer.describeRequest(createRequest({ path: '/bedrock/invoke' }))).toBeUndefined();
  });

  it.each(['/health', '/docs', '/openapi.json', undefined])('has nothing to say about %s', (path) => {
    const request = createRequest({ user: createCaller(), ...(path !== undefined && { path }) });
    expect(describer.describeRequest(request)).toBeUndefined();
  });

  it('says who asked for what, from where and by which id', () => {
    const user = createCaller({ tenant: 'team-1', tokenId: 'jti-1' });
    const headers = { 'x-request-id': 'client-1', 'x-routing-method': 'internet' };
    const request = createRequest({ path: '/v1/vpn/bedrock/invoke-stream', user, headers });
    expect(describer.describe(context({ getRequest: () => request }))).toEqual({
      requestId: request.exchange.requestId,
      subject: 'app-1',
      tenant: 'team-1',
      tokenId: 'jti-1',
      sourceIP: '127.0.0.1',
      clientRequestId: 'client-1',
      operation: 'InvokeModelWithResponseStream',
      streamed: true,
      requestedRoute: 'vpn',
    });
  });

  it('names the ARN of a caller whom the API knows by IAM, and takes no header for it', () => {
    const headers = { 'x-amzn-iam-arn': 'arn:aws:iam::1:user/forged', userarn: 'arn:aws:iam::1:user/forged' };
    const request = createRequest({ path: '/bedrock/invoke', user: createCaller(), headers });
    expect(describer.describeRequest(request)).not.toHaveProperty('userArn');

    const userArn = 'arn:aws-us-gov:iam::1:role/app';
    attachInvocation(request.socket, { ...INVOCATION, userArn });
    expect(describer.describeRequest(request)).toMatchObject({ userArn, subject: 'app-1' });
  });

  it('leaves out what is not known', () => {
    const request = createRequest({ path: '/status', user: createCaller() });
    Object.assign(request, { socket: {} });
    expect(describer.describeRequest(request)).toEqual({
      requestId: request.exchange.requestId,
      subject: 'app-1',
      sourceIP: 'unknown',
      operation: 'GetStatus',
      streamed: false,
      requestedRoute: 'auto',
    });
  });

  it('takes the status from the answer', () => {
    expect(describer.statusOf(context({ getResponse: () => ({ statusCode: 503 }) }))).toBe(503);
  });
});
