import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMBEDDED_DYNAMODB_ENV } from '../../../../test/support/embedded-dynamodb.js';
import { DynamoDbConnection } from './dynamodb-connection.js';

const KEY = { Key: { id: { S: 'ä' } }, TableName: 'audit' };
const { signal } = new AbortController();
let server: Server;
let connection: DynamoDbConnection;

beforeEach(() => {
  for (const [name, value] of Object.entries(EMBEDDED_DYNAMODB_ENV)) vi.stubEnv(name, value);
});
afterEach(async () => {
  connection.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  vi.unstubAllEnvs();
});

async function connect(answer: RequestListener, answerTimeoutMs?: number): Promise<void> {
  server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  connection = new DynamoDbConnection(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, answerTimeoutMs);
}

const answerWith =
  (status: number, body: string): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status).end(body);
  };

describe('DynamoDbConnection', () => {
  it('sends one signed request, and reads its answer', async () => {
    const requests: (Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { body: string })[] = [];
    await connect((request, response) => {
      const { method, url, headers } = request;
      void text(request)
        .then((body) => requests.push({ method, url, headers, body }))
        .finally(() => response.end('{"Item":{"id":{"S":"1"}}}'));
    });
    await expect(connection.call('GetItem', KEY, signal)).resolves.toEqual({ Item: { id: { S: '1' } } });
    expect(requests).toEqual([
      {
        method: 'POST',
        url: '/',
        headers: expect.objectContaining({
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.GetItem',
          authorization: expect.stringMatching(
            /^AWS4-HMAC-SHA256 Credential=\w+\/\d{8}\/[a-z0-9-]+\/dynamodb\/aws4_request/,
          ),
        }),
        body: '{"Key":{"id":{"S":"ä"}},"TableName":"audit"}',
      },
    ]);
  });

  it('keeps its connections for the next requests', async () => {
    const ports = new Set<number | undefined>();
    await connect((request, response) => {
      ports.add(request.socket.remotePort);
      request.resume();
      response.end('{}');
    });
    for (let call = 0; call < 20; call += 1) await connection.call('GetItem', KEY, signal);
    // undici may open a second one while the first is still being put back.
    expect(ports.size).toBeLessThan(3);
  });

  it.each([
    [
      'by its short name',
      400,
      '{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException"}',
      'ValidationException',
    ],
    ['by a name alone', 400, '{"__type":"ThrottlingException","message":"canary"}', 'ThrottlingException'],
    ['that names none', 503, '{}', 'UnknownError'],
    ['of somebody in between', 502, '<html>canary</html>', 'UnknownError'],
  ])('names a refusal %s, without its words', async (_, status, body, name) => {
    await connect(answerWith(status, body));
    const error: unknown = await connection.call('GetItem', KEY, signal).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name, status });
    expect(String(error)).not.toContain('canary');
  });

  it.each(['', 'ok', '<html></html>', '"{}"', 'null', '[]', '{"Item":'])(
    'takes %j for no answer of DynamoDB',
    async (body) => {
      await connect(answerWith(200, body));
      await expect(connection.call('PutItem', { TableName: 'audit', Item: {} }, signal)).rejects.toThrow(
        'This is no answer of DynamoDB',
      );
    },
  );

  it('reads no more than DynamoDB can have to say', async () => {
    const piece = Buffer.alloc(1024 * 1024, ' ');
    await connect((request, response) => {
      request.resume();
      const write = (): void => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', write).on('error', () => undefined);
      write();
    });
    await expect(connection.call('GetItem', KEY, signal)).rejects.toThrow('too long');
  });

  it('fails where the answer is cut off', async () => {
    await connect((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => response.destroy());
    });
    await expect(connection.call('GetItem', KEY, signal)).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  });

  it.each([
    ['an answer that does not come', '', 'UND_ERR_HEADERS_TIMEOUT'],
    ['an answer that does not go on', '{', 'UND_ERR_BODY_TIMEOUT'],
  ])('does not wait for ever for %s, without any deadline of the caller', async (_, begun, code) => {
    await connect((request, response) => {
      request.resume();
      if (begun !== '') response.write(begun);
    }, 1);
    await expect(connection.call('GetItem', KEY, signal)).rejects.toMatchObject({ code });
  });

  it('ends a request whose signal fires, on the wire, too', async () => {
    const gone = Promise.withResolvers<void>();
    const cut = new AbortController();
    await connect((request) => {
      request.resume().socket.once('close', gone.resolve);
      cut.abort(new Error('time is up'));
    });
    await expect(connection.call('GetItem', KEY, cut.signal)).rejects.toThrow('time is up');
    await gone.promise;
  });

  it('sends nothing for a signal that has fired', async () => {
    const answer = vi.fn<RequestListener>();
    await connect(answer);
    await expect(connection.call('GetItem', KEY, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    expect(answer).not.toHaveBeenCalled();
  });

  it('calls nobody once it is closed', async () => {
    await connect(answerWith(200, '{}'));
    await connection.call('GetItem', KEY, signal);
    connection.close();
    await expect(connection.call('GetItem', KEY, signal)).rejects.toMatchObject({ code: 'UND_ERR_DESTROYED' });
    const unused = new DynamoDbConnection('http://127.0.0.1:1');
    unused.close();
    await expect(unused.call('GetItem', KEY, signal)).rejects.toThrow('closed');
  });
});
