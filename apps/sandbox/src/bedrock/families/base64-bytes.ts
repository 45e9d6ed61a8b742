/** Only what `base64` of RFC 4648 section 4 is, with its padding. */
const base64Form = /^[A-Za-z0-9+/]+={0,2}$/;

/** How many bytes a base64 text stands for; undefined when it stands for none. */
export function base64Bytes(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length % 4 !== 0 || !base64Form.test(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  return (text.length / 4) * 3 - padding;
}
