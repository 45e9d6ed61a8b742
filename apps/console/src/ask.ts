/** What came of a question. */
export type Answer =
  | { readonly kind: 'ok'; readonly value: unknown }
  /** The token is not taken, or does not permit this. */
  | { readonly kind: 'refused' | 'forbidden' }
  | { readonly kind: 'failed'; readonly status: number | undefined };

/** Nobody looks at a page that says nothing for longer. */
const TIMEOUT_MS = 15_000;

/** How every request of the page is sent: with the token and nothing else that a browser might add. */
export function requestOptions(
  token: string,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): RequestInit {
  return {
    headers: { ...headers, Authorization: `Bearer ${token}` },
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    signal,
  };
}

/** Asks the gateway that the page came from. Never rejects. */
export async function ask(path: string, token: string): Promise<Answer> {
  try {
    const response = await fetch(path, requestOptions(token, AbortSignal.timeout(TIMEOUT_MS)));
    if (response.ok) return { kind: 'ok', value: await response.json() };
    return refusalOf(response.status) ?? { kind: 'failed', status: response.status };
  } catch {
    return { kind: 'failed', status: undefined };
  }
}

/** What a status says about the token; undefined if nothing. */
export function refusalOf(status: number): { readonly kind: 'refused' | 'forbidden' } | undefined {
  if (status === 401) return { kind: 'refused' };
  return status === 403 ? { kind: 'forbidden' } : undefined;
}
