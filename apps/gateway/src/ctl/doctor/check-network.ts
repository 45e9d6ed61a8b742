import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { explainErrno } from '../gateway/explain-errno.js';
import { failed, ok, type Check } from './finding.js';

const STEP_TIMEOUT_MS = 5_000;
const DAY_MS = 86_400_000;

/** Where something listens, and what to do when it does not. */
export interface Destination {
  readonly name: string;
  /** An http or https URL. */
  readonly url: string;
  readonly next: string;
  /** Certificates that are trusted beside the usual ones, as PEM. */
  readonly trusted?: string;
}

type Findings = ReturnType<typeof ok>;

/** The way to an endpoint, layer by layer: name, TCP, and TLS with the certificate. The first that fails is the finding. */
export function checkNetwork(destination: Destination): Check {
  return { name: `${destination.name}: network`, run: () => walk(destination) };
}

async function walk({ url, next, trusted }: Destination): Promise<Findings> {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const at = { host, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
  const where = `${hostname}:${at.port}`;
  const address = await step('DNS', where, next, () => resolveName(host));
  if (typeof address !== 'string') return address;
  const latencyMs = await step('TCP', where, next, () => connectOnce({ host: address, port: at.port }));
  if (typeof latencyMs !== 'number') return latencyMs;
  const seen = `${where}, TCP in ${latencyMs} ms`;
  if (protocol === 'http:') return ok(`${seen}, plain HTTP on this machine`);
  const endsAt = await step('TLS', where, next, () => shakeHands({ ...at, address, trusted }));
  if (!(endsAt instanceof Date)) return endsAt;
  const daysLeft = Math.floor((endsAt.getTime() - Date.now()) / DAY_MS);
  return ok(`${seen}, TLS certificate good for ${daysLeft} days`);
}

async function step<T>(layer: string, where: string, next: string, take: () => Promise<T>): Promise<T | Findings> {
  try {
    return await take();
  } catch (error) {
    return failed(`${layer} to ${where}: ${explainErrno(error) ?? 'it fails'}`, next);
  }
}

/** The system's own resolver cannot be stopped; it is only no longer waited for. */
async function resolveName(host: string): Promise<string> {
  if (isIP(host) !== 0) return host;
  const late = AbortSignal.timeout(STEP_TIMEOUT_MS);
  const tooLate = once(late, 'abort').then(() => Promise.reject(codeError('EAI_AGAIN')));
  return (await Promise.race([lookup(host), tooLate])).address;
}

async function connectOnce(at: { readonly host: string; readonly port: number }): Promise<number> {
  const startedAtMs = performance.now();
  const socket = connect(at);
  try {
    await opened(socket, 'connect');
    return Math.round(performance.now() - startedAtMs);
  } finally {
    socket.destroy();
  }
}

interface Handshake {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly trusted: string | undefined;
}

/** When the certificate ends, after it was found to be good and for this name. */
async function shakeHands({ host, address, port, trusted }: Handshake): Promise<Date> {
  const servername = isIP(host) === 0 ? host : '';
  const socket = connectTls({ host: address, port, servername, ...(trusted !== undefined && { ca: trusted }) });
  try {
    await opened(socket, 'secureConnect');
    return new Date(socket.getPeerCertificate().valid_to);
  } finally {
    socket.destroy();
  }
}

async function opened(socket: ReturnType<typeof connect>, event: string): Promise<void> {
  const timer = setTimeout(() => socket.destroy(codeError('ETIMEDOUT')), STEP_TIMEOUT_MS);
  try {
    await once(socket, event);
  } finally {
    clearTimeout(timer);
    // Whatever comes after the connection stands is nobody's concern.
    socket.on('error', () => undefined);
  }
}

function codeError(code: string): Error {
  return Object.assign(new Error('Too late'), { code });
}
