import { asText } from '../support/cloudformation/intrinsics.js';
import { isJsonObject, type Json, type JsonObject, type Template } from '../support/cloudformation/template.js';
import type { TemplateResolver } from '../support/cloudformation/resolve.js';

/**
 * The template that one deployment has: every condition is decided, all other functions are left as they stand. The
 * rules of a validator try out combinations of conditions, and with as many as these they find no end.
 */
export function withoutConditions(template: Template, resolver: TemplateResolver): JsonObject {
  const { Resources, Outputs = {}, Parameters = {}, Mappings = {}, Transform } = template;
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    ...(Transform !== undefined && { Transform }),
    Parameters: JSON.parse(JSON.stringify(Parameters)) as JsonObject,
    Mappings,
    Resources: decide(holding(Resources, resolver), resolver),
    Outputs: decide(holding(Outputs, resolver), resolver),
  };
}

/** The members whose own condition holds, without it. */
function holding(members: Readonly<Record<string, object>>, resolver: TemplateResolver): JsonObject {
  const entries = Object.entries(members as Readonly<Record<string, JsonObject>>);
  return Object.fromEntries(
    entries
      .filter(([, { Condition }]) => typeof Condition !== 'string' || resolver.holds(Condition))
      .map(([name, member]) => [
        name,
        Object.fromEntries(Object.entries(member).filter(([key]) => key !== 'Condition')),
      ]),
  );
}

function decide(value: Json, resolver: TemplateResolver): Json {
  if (Array.isArray(value)) return value.map((item: Json) => decide(item, resolver));
  if (!isJsonObject(value)) return value;
  const branches = value['Fn::If'];
  if (!Array.isArray(branches)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decide(item, resolver)]));
  }
  const [condition = '', then = null, otherwise = null] = branches as readonly Json[];
  return decide(resolver.holds(asText(condition)) ? then : otherwise, resolver);
}
