import type { ParameterDeclaration, Template } from './template.js';

/** What `Ref` of a parameter gives: a text, or texts where the type is a list. */
export type ParameterValue = string | readonly string[];

/**
 * The value of each parameter: the given one or its default, as text, for CloudFormation knows no numbers there.
 * @throws Error when a value is missing, not allowed, or given for a parameter that is not declared
 */
export function valuesOfParameters(
  template: Template,
  given: Readonly<Record<string, string>>,
): ReadonlyMap<string, ParameterValue> {
  const declared = template.Parameters ?? {};
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(declared, name));
  if (stranger !== undefined) throw new Error(`The template has no parameter ${stranger}`);
  return new Map(
    Object.entries(declared).map(([name, declaration]) => [name, valueOf(name, declaration, given[name])]),
  );
}

function valueOf(name: string, declaration: ParameterDeclaration, given: string | undefined): ParameterValue {
  const text = given ?? declaration.Default?.toString();
  if (text === undefined) throw new Error(`The parameter ${name} has no default and was not given`);
  if (!isAllowed(text, declaration)) throw new Error(`The parameter ${name} may not be "${text}"`);
  return isList(declaration.Type) ? text.split(',').map((item) => item.trim()) : text;
}

function isAllowed(text: string, { AllowedValues, AllowedPattern }: ParameterDeclaration): boolean {
  if (AllowedValues !== undefined && !AllowedValues.map(String).includes(text)) return false;
  // CloudFormation anchors the pattern.
  return AllowedPattern === undefined || new RegExp(`^(?:${AllowedPattern})$`, 'u').test(text);
}

function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<') || type.includes('::List<');
}
