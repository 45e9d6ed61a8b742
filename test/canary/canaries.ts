import { randomBytes } from 'node:crypto';
import { encodedForms, type EncodedForm } from './encoded-forms.js';

/** In every canary, and in nothing else: to find it is to find a leak. */
const MARKER = 'zqcanaryxv';

/** A sign of a canary where none may be. */
export interface Leak {
  readonly form: string;
  /** What stands around it, for whoever has to find out how it got there. */
  readonly excerpt: string;
}

const MARKER_FORMS = encodedForms(MARKER);
const CANARY = new RegExp(`${MARKER}[0-9a-f]{16}`, 'g');
/** What one answer may hold. */
const FEW = 8;
const EXCERPT_CHARACTERS = 120;

/** Texts that nobody else says, and the search for them. Each knows by its name where it was planted. */
export class Canaries {
  readonly #places = new Map<string, string>();
  readonly #secrets = new Set<string>();

  /** A new text of letters and digits for one place. */
  plant(place: string): string {
    const canary = `${MARKER}${randomBytes(8).toString('hex')}`;
    this.#places.set(canary, place);
    return canary;
  }

  /** Looks for a text that cannot be chosen, too, such as a signature. */
  watch(secret: string): void {
    if (secret.length < 20) throw new Error('This is no secret worth looking for');
    this.#secrets.add(secret);
  }

  get planted(): number {
    return this.#places.size;
  }

  /** All that is in an output and must not be there, in whatever form, over two lines as well. */
  leaksIn(output: Buffer | string, allowed: readonly string[] = []): readonly Leak[] {
    const bytes = Buffer.isBuffer(output) ? output.toString('latin1') : output;
    const mayBeThere = new Set(allowed);
    const plain = bytes.replace(CANARY, (canary) => (mayBeThere.has(canary) ? '' : canary));
    // Frames hold a model's words in base64. Where records are, there are many words and no frames.
    const encoded = allowed.length > FEW ? [] : allowed.flatMap(encodedForms);
    const text = encoded.reduce(withoutForm, toBase64Url(plain));
    const squeezed = text.replace(/\\[nrt]|\s+/g, '');
    return [text, squeezed].flatMap((one) => [...this.#signs(one)]);
  }

  *#signs(text: string): Iterable<Leak> {
    const lower = text.toLowerCase();
    for (const { name, text: sign, ignoresCase } of MARKER_FORMS) {
      const at = ignoresCase ? lower.indexOf(sign.toLowerCase()) : text.indexOf(sign);
      if (at >= 0) yield { form: this.#named(name, text.slice(at)), excerpt: excerptOf(text, at) };
    }
    for (const secret of this.#secrets) {
      const at = text.indexOf(secret);
      if (at >= 0) yield { form: 'secret', excerpt: excerptOf(text, at) };
    }
  }

  #named(form: string, found: string): string {
    const place = [...this.#places].find(([canary]) => found.startsWith(canary))?.[1];
    return place === undefined ? form : `${form}, planted in ${place}`;
  }
}

function withoutForm(text: string, { text: form, ignoresCase }: EncodedForm): string {
  if (!ignoresCase) return text.replaceAll(form, '');
  // Letters and digits but for the signs of percent and JSON escapes.
  return text.replace(new RegExp(form.replace(/[\\%]/g, '\\$&'), 'gi'), '');
}

/** Both alphabets are one to whoever searches. */
function toBase64Url(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_');
}

function excerptOf(text: string, at: number): string {
  return text.slice(Math.max(0, at - EXCERPT_CHARACTERS), at + EXCERPT_CHARACTERS);
}
