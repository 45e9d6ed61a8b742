import { once } from 'node:events';
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createCertificateAuthority, type CertificateRequest } from '../../../../../test/support/certificates.js';
import { checkNetwork } from './check-network.js';
import type { Finding } from './finding.js';

const DAY_MS = 86_400_000;
const authority = createCertificateAuthority();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function tlsPort(request: CertificateRequest): Promise<number> {
  const server = createTls(authority.issue(request), (socket) => socket.on('error', () => undefined));
  return portOf(server.on('tlsClientError', () => undefined));
}

async function look(url: string): Promise<Omit<Finding, 'check'> | undefined> {
  const check = checkNetwork({ name: 'vpn route', url, next: 'the runbook', trusted: authority.certificate });
  expect(check.name).toBe('vpn route: network');
  return (await check.run())[0];
}

describe('checkNetwork', () => {
  it('goes as far as the certificate', async () => {
    const notAfter = new Date(Date.now() + 30.5 * DAY_MS);
    const port = await tlsPort({ names: ['127.0.0.1'], notAfter });
    expect(await look(`https://127.0.0.1:${port}`)).toEqual({
      state: 'ok',
      detail: expect.stringMatching(
        new RegExp(`^127\\.0\\.0\\.1:${port}, TCP in \\d+ ms, TLS certificate good for 30 days$`),
      ) as string,
    });
  });

  it('needs no certificate for plain HTTP', async () => {
    const port = await portOf(createTcp((socket) => socket.end()));
    expect(await look(`http://127.0.0.1:${port}`)).toMatchObject({ state: 'ok' });
  });

  it.each<readonly [string, CertificateRequest, string]>([
    ['expired', { names: ['127.0.0.1'], notAfter: new Date(Date.now() - 1_000) }, 'the certificate has expired'],
    ['not valid yet', { names: ['127.0.0.1'], notBefore: new Date(Date.now() + 60_000) }, 'the certificate is not valid yet'], // prettier-ignore
    ['for another name', { names: ['other.example'] }, 'the certificate is for another name'],
  ])('names a certificate that is %s', async (_, request, words) => {
    const port = await tlsPort(request);
    expect(await look(`https://127.0.0.1:${port}`)).toEqual({
      state: 'failed',
      detail: `TLS to 127.0.0.1:${port}: ${words}`,
      next: 'the runbook',
    });
  });

  it('names an authority that is not trusted', async () => {
    const other = createCertificateAuthority('Another one').issue({ names: ['127.0.0.1'] });
    const port = await portOf(createTls(other).on('tlsClientError', () => undefined));
    expect((await look(`https://127.0.0.1:${port}`))?.detail).toMatch(/ that is not trusted$/);
  });

  it('names what does not speak TLS, what is reset, and what nobody listens on', async () => {
    const plain = await portOf(
      createTcp((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad\r\n\r\n')),
    );
    expect((await look(`https://127.0.0.1:${plain}`))?.detail).toBe(`TLS to 127.0.0.1:${plain}: it does not speak TLS`);
    const reset = await portOf(createTcp((socket) => socket.resetAndDestroy()));
    // The reset may come before this side has noticed that it is connected.
    expect((await look(`https://127.0.0.1:${reset}`))?.detail).toMatch(/^(TCP|TLS) to .*: the connection is reset$/);
    expect((await look('https://127.0.0.1:1'))?.detail).toBe(
      'TCP to 127.0.0.1:1: the connection is refused: nothing listens there',
    );
  });

  it('names a name that nobody knows', async () => {
    // Source: RFC 6761, section 6.4: `invalid` never resolves. Without a name server it cannot be asked.
    expect((await look('https://endpoint.invalid'))?.detail).toMatch(
      /^DNS to endpoint\.invalid:443: (there is no such name in the DNS|the DNS does not answer)$/,
    );
  });
});
