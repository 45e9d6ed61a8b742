/** How API Gateway renames the headers that it keeps for itself. Source: API Gateway developer guide, "Important notes". */
const RENAMED = 'x-amzn-remapped-';

/** What API Gateway says of itself in every answer, besides the id that it puts in place of the function's. */
const OF_API_GATEWAY: ReadonlySet<string> = new Set(['x-amz-apigw-id']);

/** An answer under the names that the gateway has given its headers, as if API Gateway had not stood in between. */
export function restoreHeaders(response: Response): Response {
  const { body, status, statusText } = response;
  const renamed = [...response.headers].filter(([name]) => name.startsWith(RENAMED));
  const headers = new Headers([...response.headers].filter(([name]) => !isAside(name)));
  for (const [name, value] of renamed) headers.set(name.slice(RENAMED.length), value);
  return new Response(body, { status, statusText, headers });
}

function isAside(name: string): boolean {
  return name.startsWith(RENAMED) || OF_API_GATEWAY.has(name);
}
