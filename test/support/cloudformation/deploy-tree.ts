import { dirname, join } from 'node:path';
import { readTemplate } from './read-template.js';
import { TemplateResolver, type Deployment, type ResolvedResource } from './resolve.js';
import { isJsonObject, type Json, type Template } from './template.js';

/** A stack as it is deployed, with those that are nested in it. */
export interface StackTree {
  readonly path: string;
  readonly resources: Readonly<Record<string, ResolvedResource>>;
  readonly outputs: Readonly<Record<string, Json>>;
  readonly nested: Readonly<Record<string, StackTree>>;
}

/** A resource with the names that lead to it, from the outermost stack: `ApplianceA.Machine.Role`. */
export interface PlacedResource extends ResolvedResource {
  readonly place: string;
}

/** A tree holds some templates several times, and reading one takes longer than resolving it. */
const templates = new Map<string, Promise<Template>>();

/**
 * Resolves a template and everything nested in it by a local `TemplateURL`; outputs go on as parameters.
 * `deployment.values` hold for all stacks of the tree.
 * @throws Error when a nested stack gets a parameter that it has not, or misses one
 */
export async function deployTree(path: string, deployment: Deployment = {}): Promise<StackTree> {
  const template = await readOnce(path);
  let nested: Record<string, StackTree> = {};
  // One nested stack's output may be the next one's parameter: again until nothing new comes out.
  for (let known = ''; ;) {
    const resolver = new TemplateResolver(template, {
      ...deployment,
      values: { ...deployment.values, ...asValues(nested) },
    });
    const { resources, outputs } = resolver;
    nested = await deployNested(dirname(path), resources, deployment);
    const found = JSON.stringify(asValues(nested));
    if (found === known) return { path, resources, outputs, nested };
    known = found;
  }
}

/** The one resource at a place. @throws Error when there is none */
export function resourceAt(tree: StackTree, place: string): PlacedResource {
  const found = listResources(tree).find((resource) => resource.place === place);
  if (found === undefined) throw new Error(`Nothing is deployed at ${place}`);
  return found;
}

/** A property that is a text, a number or a truth, as text; empty where there is none. @throws TypeError otherwise */
export function textOf({ properties }: ResolvedResource, name: string): string {
  const value = properties[name] ?? '';
  if (typeof value === 'object') throw new TypeError(`${name} is a list or a map`);
  return value.toString();
}

/** Every resource of a tree, nested stacks themselves left out. */
export function listResources(tree: StackTree, place = ''): readonly PlacedResource[] {
  const own = Object.entries(tree.resources)
    .filter(([name]) => tree.nested[name] === undefined)
    .map(([name, resource]) => ({ ...resource, place: `${place}${name}` }));
  const inner = Object.entries(tree.nested).flatMap(([name, stack]) => listResources(stack, `${place}${name}.`));
  return [...own, ...inner];
}

/** The resources of one type. */
export function resourcesOfType(tree: StackTree, type: string): readonly PlacedResource[] {
  return listResources(tree).filter((resource) => resource.type === type);
}

function readOnce(path: string): Promise<Template> {
  const template = templates.get(path) ?? readTemplate(path);
  templates.set(path, template);
  return template;
}

async function deployNested(
  folder: string,
  resources: StackTree['resources'],
  { region, accountId, values }: Deployment,
): Promise<Record<string, StackTree>> {
  const surroundings = { ...(region && { region }), ...(accountId && { accountId }), ...(values && { values }) };
  const stacks = Object.entries(resources).filter(([, { type }]) => type === 'AWS::CloudFormation::Stack');
  const trees = stacks.map(async ([stackName, { properties }]) => {
    const parameters = asParameters(properties['Parameters'] ?? {});
    const path = join(folder, textOf({ type: '', properties }, 'TemplateURL'));
    return [stackName, await deployTree(path, { ...surroundings, stackName, parameters })] as const;
  });
  return Object.fromEntries(await Promise.all(trees));
}

function asParameters(given: Json): Record<string, string> {
  if (!isJsonObject(given)) throw new Error('Parameters must be a map');
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, asParameter(value)]));
}

function asParameter(value: Json): string {
  if (Array.isArray(value)) return value.map((item: Json) => asParameter(item)).join(',');
  return textOf({ type: '', properties: { value } }, 'value');
}

function asValues(nested: Readonly<Record<string, StackTree>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(nested).flatMap(([stack, { outputs }]) =>
      Object.entries(outputs).map(([name, value]) => [`${stack}.Outputs.${name}`, value] as const),
    ),
  );
}
