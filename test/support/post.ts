import { deployedMode } from '../lambda/deployed/deployed-mode.js';
import { restoreHeaders } from '../lambda/deployed/restore-headers.js';
import type { System } from './system.js';

/** Headers of a request, and the grant of its token where it matters. */
export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly signal?: AbortSignal;
}

/**
 * Fetches from the gateway, with nothing added. Behind API Gateway some headers of the answer have other names: here
 * they have their own.
 */
export async function request({ url }: Pick<System, 'url'>, path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(`${url}${path}`, init);
  return deployedMode() === undefined ? response : restoreHeaders(response);
}

/** Posts an envelope (or any text) with a token that grants everything, unless told otherwise. */
export async function post(
  system: Pick<System, 'url' | 'token'>,
  path: string,
  body: object | string,
  options: PostOptions = {},
): Promise<Response> {
  const { headers = {}, token = await system.token(), signal = AbortSignal.timeout(15_000) } = options;
  return request(system, path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal,
  });
}

/** Gets a path with a token that grants everything, unless told otherwise. */
export async function get(
  system: Pick<System, 'url' | 'token'>,
  path: string,
  { headers = {}, token }: PostOptions = {},
): Promise<Response> {
  const authorization = `Bearer ${token ?? (await system.token())}`;
  return request(system, path, { headers: { authorization, ...headers }, signal: AbortSignal.timeout(15_000) });
}
