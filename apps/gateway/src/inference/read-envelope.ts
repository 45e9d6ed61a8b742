import { validateSync } from 'class-validator';
import { RequestInvalidError } from '../problems/errors.js';
import { InvokeRequestDto } from './invoke-request.dto.js';
import { readJsonObject } from './read-json-object.js';
import { readModelId } from './read-model-id.js';
import { sliceJsonMembers } from './slice-json-member.js';

/** The envelope taken apart: `body` holds the very bytes that go to Bedrock. */
export interface Envelope {
  readonly modelId: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly accept: string;
}

const JSON_TYPE = 'application/json';
const FIELDS = ['modelId', 'body', 'contentType', 'accept'] as const;
/** Enough to mend a request by; a hostile one gets no longer answer for more. */
const MAX_NAMED_FIELDS = 20;
const MAX_FIELD_NAME_LENGTH = 64;

/**
 * Takes the envelope of a seed path apart. An object in `body` is cut out of the text as it stands, a string is its
 * decoded text: neither is encoded a second time.
 *
 * @throws {RequestInvalidError} naming each wrong, missing, repeated or unknown field.
 */
export function readEnvelope(bytes: Uint8Array): Envelope {
  const { text, object } = readJsonObject(bytes);
  const fields = validate(object);
  const members = sliceJsonMembers(text);
  refuseRepeated(members.map(({ name }) => name));
  const bodyText = typeof fields.body === 'string' ? fields.body : members.find(({ name }) => name === 'body')?.value;
  return {
    modelId: readModelId(fields.modelId),
    body: Buffer.from(bodyText ?? '', 'utf8'),
    contentType: fields.contentType ?? JSON_TYPE,
    accept: fields.accept ?? JSON_TYPE,
  };
}

/** Copies the known fields and no other: nested values are never walked, however deep a hostile body may be. */
function validate(envelope: object): InvokeRequestDto {
  const unknown = Object.keys(envelope).filter((name) => !FIELDS.some((field) => field === name));
  if (unknown.length > 0) throw new RequestInvalidError(nameUnknown(unknown));
  const fields = Object.assign(new InvokeRequestDto(), envelope);
  const faults = validateSync(fields, { stopAtFirstError: true, validationError: { target: false, value: false } });
  if (faults.length === 0) return fields;
  throw new RequestInvalidError(
    Object.fromEntries(
      faults.map(({ property, constraints = {} }) => [property, Object.values(constraints).join(', ')]),
    ),
  );
}

/** Of two fields with one name, `JSON.parse` takes the last; somebody else on the way may have looked at the first. */
function refuseRepeated(names: readonly string[]): void {
  const repeated = names.filter((name, index) => names.indexOf(name) < index);
  if (repeated.length === 0) return;
  throw new RequestInvalidError(Object.fromEntries(repeated.map((name) => [name, 'is given more than once'])));
}

function nameUnknown(names: readonly string[]): Record<string, string> {
  const named = names.slice(0, MAX_NAMED_FIELDS).map((name) => name.slice(0, MAX_FIELD_NAME_LENGTH));
  return Object.fromEntries(named.map((name) => [name, 'is not a known field']));
}
