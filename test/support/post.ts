import type { System } from './system.js';

/** Headers of a request, and the grant of its token where it matters. */
export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly signal?: AbortSignal;
}

/** Posts an envelope (or any text) with a token that grants everything, unless told otherwise. */
export async function post(
  system: System,
  path: string,
  body: object | string,
  options: PostOptions = {},
): Promise<Response> {
  const { headers = {}, token = await system.token(), signal = AbortSignal.timeout(15_000) } = options;
  return fetch(`${system.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal,
  });
}

/** Gets a path with a token that grants everything, unless told otherwise. */
export async function get(system: System, path: string, { headers = {}, token }: PostOptions = {}): Promise<Response> {
  const authorization = `Bearer ${token ?? (await system.token())}`;
  return fetch(`${system.url}${path}`, { headers: { authorization, ...headers }, signal: AbortSignal.timeout(15_000) });
}
