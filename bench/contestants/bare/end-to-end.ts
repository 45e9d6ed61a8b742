/** What is said for one hop, and `Host`, which is the upstream's own. Source: RFC 9110, section 7.6.1. */
const FOR_ONE_HOP: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The rest of these fields: names and values by turns, as Node has them raw. */
export function endToEnd(fields: readonly string[]): string[] {
  const kept: string[] = [];
  let named: readonly string[] = [];
  for (let place = 0; place < fields.length; place += 2) {
    const [name = '', value = ''] = [fields[place], fields[place + 1]];
    const known = name.toLowerCase();
    if (known === 'connection') named = namesIn(value);
    if (!FOR_ONE_HOP.has(known)) kept.push(name, value);
  }
  return named.length === 0 ? kept : without(kept, named);
}

/** `Connection` may name other fields that go no further. */
function namesIn(connection: string): readonly string[] {
  return connection
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== 'keep-alive' && name !== 'close');
}

function without(fields: readonly string[], names: readonly string[]): string[] {
  return fields.filter((_, place) => !names.includes(fields[place - (place % 2)]?.toLowerCase() ?? ''));
}
