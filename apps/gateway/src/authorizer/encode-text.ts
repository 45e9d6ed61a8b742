/**
 * Percent-encodes what is not plain ASCII, and space, comma, quotes and backslash. Letters, digits and `-_.!~*'():/@`
 * stay as they are; `decodeURIComponent` gives the text back.
 *
 * API Gateway writes these values into log formats as they are, and JSON in them has broken cached decisions
 * (https://github.com/mantil-io/mantil/issues/52).
 */
export function encodeText(text: string): string {
  // Half a surrogate pair, which a glob may hold, would throw.
  return encodeURIComponent(text.toWellFormed()).replaceAll(/%(?:2F|3A|40)/g, decodeURIComponent);
}
