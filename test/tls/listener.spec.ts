import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { Agent } from 'node:https';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerTo } from '../../apps/gateway/src/listener/testing/http2-client.js';
import { beginSystem, type RecordedSystem } from '../support/begin-system.js';
import { createCertificateAuthority } from '../support/certificates.js';
import { HELLO } from '../support/models.js';
import { writeTlsFolder } from '../support/tls-folder.js';
import { askOverTls, shakeHands } from './ask-over-tls.js';

const LOOK_INTERVAL_MS = 60_000;
const HOUR_MS = 3_600_000;
const NAMES = ['127.0.0.1'];
const authority = createCertificateAuthority();
const certificate = authority.issue({ names: NAMES });
const TRUST = { ca: authority.certificate };

afterEach(() => void vi.useRealTimers());

const begin = (variables: Readonly<Record<string, string>>): Promise<RecordedSystem> => beginSystem({ env: variables });

describe('a listener with a certificate', () => {
  it('serves HTTP/1.1 over TLS 1.3, and has browsers stay with TLS', async () => {
    const system = await begin(writeTlsFolder(certificate).variables);
    expect(system.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const headers = { authorization: `Bearer ${await system.token()}`, 'content-type': 'application/json' };
    const answer = await askOverTls(`${system.url}/bedrock/invoke`, { ...TRUST, headers }, JSON.stringify(HELLO));
    expect(answer).toMatchObject({ status: 200, protocol: 'TLSv1.3' });
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    expect(await system.records()).toMatchObject([{ outcome: 'complete', sourceIP: '127.0.0.1' }]);
  });

  it('serves HTTP/2 where it is agreed upon', async () => {
    const system = await begin(writeTlsFolder(certificate).variables);
    const session = connectHttp2(system.url, TRUST);
    const authorization = `Bearer ${await system.token()}`;
    const stream = session.request({
      ':method': 'POST',
      ':path': '/bedrock/invoke',
      authorization,
      'content-type': 'application/json',
    });
    stream.end(JSON.stringify(HELLO));
    const answer = await answerTo(stream);
    expect([session.alpnProtocol, answer.status, answer.isWhole]).toEqual(['h2', 200, true]);
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    session.close();
  });

  it.each([
    ['TLS 1.1', { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['a cipher without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }],
    ['a cipher that proves apart', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-SHA384' }],
    ['no cipher at all', { maxVersion: 'TLSv1.2', ciphers: 'aNULL:eNULL@SECLEVEL=0' }],
  ] as const)('has no handshake for %s', async (_, options) => {
    const system = await begin(writeTlsFolder(certificate).variables);
    expect(await shakeHands(system.url, { ...TRUST, ...options })).toMatch(/^(?:ERR_|ECONNRESET)/);
  });

  it.each([
    [{ maxVersion: 'TLSv1.2' }, 'TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384'],
    [{ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-CHACHA20-POLY1305' }, 'TLSv1.2 ECDHE-RSA-CHACHA20-POLY1305'],
    [{}, 'TLSv1.3 TLS_AES_256_GCM_SHA384'],
  ] as const)('shakes hands with %j', async (options, result) => {
    const system = await begin(writeTlsFolder(certificate).variables);
    expect(await shakeHands(system.url, { ...TRUST, ...options })).toBe(result);
  });

  it('answers nobody who speaks without TLS', async () => {
    const system = await begin(writeTlsFolder(certificate).variables);
    await expect(fetch(system.url.replace('https', 'http'))).rejects.toThrow('fetch failed');
  });

  it('ends although somebody never finishes a handshake, and another one holds a connection', async () => {
    const system = await begin(writeTlsFolder(certificate).variables);
    const { port } = new URL(system.url);
    const silent = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    await once(silent, 'connect');
    const agent = new Agent({ keepAlive: true });
    await askOverTls(`${system.url}/health`, { ...TRUST, agent });
    const closed = once(silent, 'close');
    await system.app.close();
    await closed;
    expect(silent.destroyed).toBe(true);
    agent.destroy();
  });
});

describe('a listener that asks for certificates', () => {
  const clients = createCertificateAuthority('Authority of the clients');
  const client = clients.issue({ names: ['client'], holder: 'client' });
  const begins = () => begin(writeTlsFolder(certificate, clients.certificate).variables);

  it.each([
    ['none', {}],
    ['one of another authority', authority.issue({ names: ['client'], holder: 'client' })],
    [
      'one of last year',
      clients.issue({ names: ['client'], holder: 'client', notAfter: new Date(Date.now() - HOUR_MS) }),
    ],
    ['one of a server', clients.issue({ names: ['client'] })],
  ])('does not get as far as HTTP with %s', async (_, options) => {
    const system = await begins();
    expect(await shakeHands(system.url, { ...TRUST, ...options })).toMatch(/^(?:ERR_SSL_|ECONNRESET|closed)/);
  });

  it('lets a client with one of theirs in, and still asks for a token', async () => {
    const system = await begins();
    const options = { ...TRUST, ...client };
    expect(await askOverTls(`${system.url}/health`, options)).toMatchObject({ status: 200 });
    expect(await askOverTls(`${system.url}/status`, options)).toMatchObject({ status: 401 });
  });
});

describe('renewed files', () => {
  it('are in use for new connections within a minute, and those that are open go on', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const folder = writeTlsFolder(certificate);
    const system = await begin(folder.variables);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const before = await askOverTls(`${system.url}/health`, { ...TRUST, agent });
    folder.write(authority.issue({ names: NAMES }));
    vi.advanceTimersByTime(LOOK_INTERVAL_MS);
    await expect.poll(() => system.output.text()).toContain('"event":"tls-renewed"');
    const after = await askOverTls(`${system.url}/health`, TRUST);
    expect(after.serial).not.toBe(before.serial);
    expect(await askOverTls(`${system.url}/health`, { ...TRUST, agent })).toMatchObject({ serial: before.serial });
    agent.destroy();
  });

  const other = authority.issue({ names: NAMES });
  it.each([
    ['unreadable', undefined],
    ['no-certificate', { cert: 'no certificate', key: certificate.key }],
    ['no-certificate', { cert: certificate.cert.replace(/[A-Z]/g, 'A'), key: certificate.key }],
    ['no-key', { cert: certificate.cert, key: 'no key' }],
    ['key-of-another-certificate', { cert: certificate.cert, key: other.key }],
    ['expired', authority.issue({ names: NAMES, notAfter: new Date(Date.now() - HOUR_MS) })],
  ])('that are %s change nothing, and the log says so once an hour', async (reason, files) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    const folder = writeTlsFolder(certificate);
    const system = await begin(folder.variables);
    const complaints = () =>
      system.output.jsonLines().filter(({ message }) => JSON.stringify(message).includes('renewal-failed'));
    const before = await askOverTls(`${system.url}/health`, TRUST);
    folder.write(files ?? { cert: 'x'.repeat(1_048_577), key: '' });
    vi.advanceTimersByTime(LOOK_INTERVAL_MS);
    await expect.poll(complaints).toMatchObject([{ level: 'warn', message: { code: 'TLS_FILES_UNUSABLE', reason } }]);
    vi.advanceTimersByTime(LOOK_INTERVAL_MS);
    expect(await askOverTls(`${system.url}/health`, TRUST)).toMatchObject({ serial: before.serial });
    expect(complaints()).toHaveLength(1);
    vi.advanceTimersByTime(HOUR_MS);
    await expect.poll(() => complaints().length).toBeGreaterThan(1);
  });
});

describe('files that cannot be used', () => {
  it.each([
    ['no-certificate', { cert: '', key: certificate.key }, undefined],
    ['no-client-authority', certificate, 'no authority'],
    ['no-client-authority', certificate, ''],
  ])('keep the gateway from starting: %s', async (reason, files, clientAuthority) => {
    const { variables } = writeTlsFolder(files, clientAuthority);
    await expect(begin(variables)).rejects.toMatchObject({ code: 'TLS_FILES_UNUSABLE', reason });
  });
});
