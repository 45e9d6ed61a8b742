import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { MODELS } from '../support/models.js';
import { post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';

const PREFIXES = [
  { prefix: '/internet', route: 'internet' },
  { prefix: '/vpn', route: 'vpn' },
  { prefix: '', route: 'internet' },
] as const;

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());

describe.each(PREFIXES)('under "$prefix"', ({ prefix, route }) => {
  describe.each(MODELS)('$name', ({ modelId, body, text }) => {
    it('answers in one piece, with the bytes that the model sent', async () => {
      const response = await post(system, `${prefix}/bedrock/invoke`, { modelId, body });
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(response.status).toBe(200);
      expect(bytes.toString()).toContain(text);
      expect(response.headers.get('content-type')).toBe('application/json');
      expectSent(bytes, 'InvokeModel');
      await expectRecord(response, false);
    });

    it('streams, with the bytes that the model sent', async () => {
      const headers = { accept: 'application/vnd.amazon.eventstream' };
      const response = await post(system, `${prefix}/bedrock/invoke-stream`, { modelId, body }, { headers });
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/vnd.amazon.eventstream');
      expectSent(bytes, 'InvokeModelWithResponseStream');
      await expectRecord(response, true);
    });

    function expectSent(bytes: Buffer, operation: string): void {
      const [exchange, ...others] = system.sandbox.exchanges(route);
      expect(others).toEqual([]);
      expect(exchange).toMatchObject({ operation, modelId, authentication: 'bearer', httpVersion: '1.1', status: 200 });
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(exchange?.responseSha256);
      expect(exchange?.requestSha256).toBe(createHash('sha256').update(JSON.stringify(body)).digest('hex'));
    }

    async function expectRecord(response: Response, streamed: boolean): Promise<void> {
      expect(response.headers.get('x-routing-method')).toBe(route);
      expect(response.headers.get('x-routing-attempts')).toBe(`${route}:ok`);
      const [exchange] = system.sandbox.exchanges(route);
      expect(response.headers.get('x-upstream-request-id')).toBe(exchange?.requestId);
      expect(await system.recordOf(response)).toMatchObject({
        outcome: 'complete',
        success: true,
        statusCode: 200,
        modelId,
        streamed,
        subject: 'tester',
        routingMethod: route,
        requestedRoute: prefix === '' ? 'auto' : route,
        dataClassification: 'internal',
        sourcePartition: 'govcloud',
        destinationPartition: 'commercial',
        attempts: [{ route, transport: 'direct', outcome: 'ok' }],
        inputTokens: expect.any(Number),
        outputTokens: expect.any(Number),
        requestFingerprint: exchange?.requestSha256,
        upstreamRequestId: exchange?.requestId,
        responseSize: exchange?.responseBytes,
      });
    }
  });
});
