import { isJsonObject, type Json } from './template.js';

/** What the functions below ask of whoever resolves a template. */
export interface Lookup {
  /** Resolves a value, functions inside included. */
  resolve(value: Json): Json;
  /** What `Ref` and `${Name}` give. */
  reference(name: string): Json;
  attribute(resource: string, attribute: string): Json;
  holds(condition: string): boolean;
  mapping(map: string, first: string, second: string): Json;
}

/** A function of a template, given what stands beside its name, unresolved. */
export type Intrinsic = (argument: Json, lookup: Lookup) => Json;

/** `${Name}`, `${Resource.Attribute}`, `${AWS::Region}`; `${!Literal}` is left without its mark. */
const PLACEHOLDER = /\$\{([^}]*)\}/gu;

/** The functions that give values. Source: AWS CloudFormation user guide, intrinsic function reference. */
export const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, lookup) => lookup.reference(asText(name)),
  'Fn::GetAtt': (argument, lookup) => {
    const [resource, ...attribute] = typeof argument === 'string' ? argument.split('.') : texts(argument, lookup);
    return lookup.attribute(resource ?? '', attribute.join('.'));
  },
  'Fn::Sub': substitute,
  'Fn::If': (argument, lookup) => {
    const [condition = '', then = null, otherwise = null] = asList(argument);
    return lookup.resolve(lookup.holds(asText(condition)) ? then : otherwise);
  },
  'Fn::FindInMap': (argument, lookup) => {
    const [map = '', first = '', second = ''] = texts(argument, lookup);
    return lookup.mapping(map, first, second);
  },
  'Fn::Join': (argument, lookup) => {
    const [separator = '', items = []] = asList(argument);
    return asList(lookup.resolve(items)).map(asText).join(asText(separator));
  },
  'Fn::Split': (argument, lookup) => {
    const [separator = '', text = ''] = asList(argument);
    return asText(lookup.resolve(text)).split(asText(separator));
  },
  'Fn::Select': (argument, lookup) => {
    const [index = 0, items = []] = asList(argument);
    const chosen = asList(lookup.resolve(items))[Number(lookup.resolve(index))];
    if (chosen === undefined) throw new Error('Fn::Select names an item that is not there');
    return chosen;
  },
  'Fn::Base64': (argument, lookup) => Buffer.from(asText(lookup.resolve(argument))).toString('base64'),
  // A region has more zones than two; no template here asks for a third.
  'Fn::GetAZs': (argument, lookup) => {
    const region = asText(lookup.resolve(argument)) || asText(lookup.reference('AWS::Region'));
    return [`${region}a`, `${region}b`];
  },
  'Fn::ImportValue': (argument, lookup) => `\${import:${asText(lookup.resolve(argument))}}`,
};

/** The functions that give a truth; they stand in `Conditions` alone. */
export const conditionFunctions: Readonly<Record<string, (argument: Json, holds: (c: Json) => boolean) => boolean>> = {
  'Fn::Not': (argument, holds) => !asList(argument).every(holds),
  'Fn::And': (argument, holds) => asList(argument).every(holds),
  'Fn::Or': (argument, holds) => asList(argument).some(holds),
};

/** The one function of a map that is a call of it; undefined for a map that is data. */
export function callIn(value: Json): [name: string, argument: Json] | undefined {
  if (!isJsonObject(value)) return undefined;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return undefined;
  return entry[0] === 'Ref' || entry[0].startsWith('Fn::') ? entry : undefined;
}

function substitute(argument: Json, lookup: Lookup): Json {
  const [text, given] = typeof argument === 'string' ? [argument, {}] : asList(argument);
  const values = isJsonObject(given) ? given : {};
  return asText(text ?? '').replace(PLACEHOLDER, (_match, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(values, name)) return asText(lookup.resolve(values[name] ?? ''));
    const [resource = '', ...attribute] = name.split('.');
    return asText(attribute.length === 0 ? lookup.reference(name) : lookup.attribute(resource, attribute.join('.')));
  });
}

function texts(argument: Json, lookup: Lookup): string[] {
  return asList(argument).map((item) => asText(lookup.resolve(item)));
}

export function asList(value: Json): readonly Json[] {
  if (!Array.isArray(value)) throw new Error('A function of the template wants a list');
  return value as readonly Json[];
}

export function asText(value: Json): string {
  if (typeof value === 'object') throw new Error('A function of the template wants a text');
  return String(value);
}
