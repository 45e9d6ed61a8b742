/** One way in which a text can stand in an output. */
export interface EncodedForm {
  readonly name: string;
  readonly text: string;
  /** Whether the same letters in another case are still the text. */
  readonly ignoresCase: boolean;
}

/** Base64 takes three bytes at a time: what stands in front of a text shifts it by up to two. */
const BASE64_SHIFTS = [0, 1, 2] as const;

/** The forms of a text of ASCII letters and digits that programs like to write it in. */
export function encodedForms(text: string): readonly EncodedForm[] {
  const characters = text.split('');
  const codes = characters.map((character) => character.charCodeAt(0).toString(16).padStart(2, '0'));
  return [
    { name: 'plain', text, ignoresCase: true },
    { name: 'hex', text: codes.join(''), ignoresCase: true },
    { name: 'percent', text: codes.map((code) => `%${code}`).join(''), ignoresCase: true },
    { name: 'JSON escapes', text: codes.map((code) => `\\u00${code}`).join(''), ignoresCase: true },
    { name: 'UTF-16', text: characters.join('\0'), ignoresCase: true },
    {
      name: 'list of bytes',
      text: characters.map((character) => character.charCodeAt(0)).join(','),
      ignoresCase: false,
    },
    { name: 'backwards', text: characters.toReversed().join(''), ignoresCase: true },
    ...BASE64_SHIFTS.map((shift) => ({
      name: `base64 behind ${shift}`,
      text: stableBase64(text, shift),
      ignoresCase: false,
    })),
  ];
}

/** What base64 makes of a text wherever it stands, but for the characters that its neighbours have a part in. */
function stableBase64(text: string, shift: 0 | 1 | 2): string {
  const encoded = Buffer.from('\0'.repeat(shift) + text).toString('base64url');
  const skipped = Math.ceil((shift * 8) / 6);
  const ends = Math.floor(((shift + text.length) * 8) / 6);
  return encoded.slice(skipped, ends);
}
