import type { LookupAddress } from 'node:dns';
import { Socket } from 'node:net';
import type { LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { startTcpServer } from '../testing/loopback-server.js';
import { createConnector } from './create-connector.js';
import { refusePublicAddresses } from './private-addresses-only.js';

const PRIVATE = { privateAddressesOnly: true, connectTimeoutMs: 2_000 };
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A resolver that knows one set of addresses, and counts how often it was asked. */
function resolveTo(...addresses: string[]): LookupFunction & { asked: string[] } {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, _options, callback) => {
    asked.push(hostname);
    const found: LookupAddress[] = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    process.nextTick(callback, null, found);
  };
  return Object.assign(lookup, { asked });
}

function connect(connector: buildConnector.connector, hostname: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connector(
      { hostname, host: `${hostname}:${port}`, protocol: 'http:', port: String(port) },
      (...[error, socket]) => {
        if (error !== null) return reject(error);
        sockets.push(socket);
        return resolve(socket);
      },
    );
  });
}

describe('a connector for private addresses only', () => {
  it.each([
    ['8.8.8.8'],
    ['0.0.0.0'],
    ['169.254.169.254'],
    ['2600:1f18::1'],
    ['::ffff:8.8.8.8'],
    ['8.8.8.8', '2600:1f18::1'],
  ])('sends nothing when the name resolves to %s', async (...addresses) => {
    const connector = createConnector(PRIVATE, resolveTo(...addresses));
    await expect(connect(connector, 'vpce.example', 443)).rejects.toMatchObject({ code: 'ERR_ADDRESS_NOT_PRIVATE' });
  });

  it.each(['8.8.8.8', '[::ffff:8.8.8.8]', '[2600:1f18::1]', '0.0.0.0'])(
    'sends nothing to the literal %s',
    async (host) => {
      await expect(connect(createConnector(PRIVATE), host, 443)).rejects.toMatchObject({
        code: 'ERR_ADDRESS_NOT_PRIVATE',
      });
    },
  );

  it('connects to the private ones among the addresses of a name, asking once', async () => {
    await using server = await startTcpServer(() => undefined);
    const lookup = resolveTo('8.8.8.8', '127.0.0.1');
    const socket = await connect(createConnector(PRIVATE, lookup), 'vpce.example', server.port);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(lookup.asked).toEqual(['vpce.example']);
  });

  it('takes an answer of a single address, too', async () => {
    await using server = await startTcpServer(() => undefined);
    const lookup: LookupFunction = (_hostname, _options, callback) => callback(null, '127.0.0.1', 4);
    const socket = await connect(createConnector(PRIVATE, lookup), 'vpce.example', server.port);
    expect(socket.remotePort).toBe(server.port);
    const untold: LookupFunction = (_hostname, _options, callback) => callback(null, '127.0.0.1');
    await expect(connect(createConnector(PRIVATE, untold), 'vpce.example', server.port)).resolves.toBeDefined();
  });

  it('connects to a private literal', async () => {
    await using server = await startTcpServer(() => undefined);
    await expect(connect(createConnector(PRIVATE), '127.0.0.1', server.port)).resolves.toBeDefined();
  });

  it('hands on that the name does not resolve', async () => {
    const failing: LookupFunction = (_hostname, _options, callback) =>
      callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []);
    await expect(connect(createConnector(PRIVATE, failing), 'none.example', 443)).rejects.toMatchObject({
      code: 'ENOTFOUND',
    });
  });

  it('drops a socket that ended up elsewhere', async () => {
    for (const peer of ['8.8.8.8', undefined]) {
      const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: peer });
      const connector = refusePublicAddresses((_target, callback) => callback(null, socket));
      await expect(connect(connector, '127.0.0.1', 443)).rejects.toMatchObject({ code: 'ERR_ADDRESS_NOT_PRIVATE' });
      expect(socket.destroyed).toBe(true);
    }
  });
});

describe('a connector for any address', () => {
  it('connects to whatever the name resolves to', async () => {
    await using server = await startTcpServer(() => undefined);
    const connector = createConnector({ ...PRIVATE, privateAddressesOnly: false }, resolveTo('127.0.0.1'));
    await expect(connect(connector, 'host.example', server.port)).resolves.toBeDefined();
  });

  it('gives up connecting after its time', async () => {
    const silent: LookupFunction = () => undefined;
    const connector = createConnector({ privateAddressesOnly: false, connectTimeoutMs: 20 }, silent);
    await expect(connect(connector, 'host.example', 443)).rejects.toMatchObject({ code: 'UND_ERR_CONNECT_TIMEOUT' });
  });
});
