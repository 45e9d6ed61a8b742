import { asList, asText, callIn, conditionFunctions, intrinsics, type Lookup } from './intrinsics.js';
import { valuesOfParameters, type ParameterValue } from './parameters.js';
import { isJsonObject, type Json, type JsonObject, type Template, type TemplateResource } from './template.js';

/** One deployment of a template: what CloudFormation would know and the template does not say. */
export interface Deployment {
  /** A parameter that is not named here has its default. */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * What `Ref` of a resource (`Table`) or one of its attributes (`Table.Arn`) gives. What is not named here gives a
   * stand-in that reads as `Fn::Sub` would write it: `${Table.Arn}`. Lambda functions have their real names and ARNs.
   */
  readonly values?: Readonly<Record<string, Json>>;
  /** Default `us-gov-west-1`; the partition follows from it. */
  readonly region?: string;
  /** Default `123456789012`. */
  readonly accountId?: string;
  /** Default `stack`. */
  readonly stackName?: string;
}

/** A resource as it is deployed. */
export interface ResolvedResource {
  readonly type: string;
  readonly properties: JsonObject;
}

/** `AWS::NoValue`: whatever is this is taken out of the list or map it stands in. */
const NO_VALUE = '\0AWS::NoValue';

const FUNCTION_TYPES: ReadonlySet<string> = new Set(['AWS::Lambda::Function', 'AWS::Serverless::Function']);

/**
 * Resolves a template's functions the way CloudFormation does for one deployment. Functions that it does not know are
 * an error, and so are names that the template does not have.
 *
 * @example
 * const template = await readTemplate('infra/govcloud/template.yaml');
 * const resolver = new TemplateResolver(template, { parameters: { ResponseTransferMode: 'STREAM' } });
 * resolver.resources['Api']?.properties['DefinitionBody'];
 */
export class TemplateResolver implements Lookup {
  readonly #parameters: ReadonlyMap<string, ParameterValue>;
  readonly #pseudo: ReadonlyMap<string, string>;

  /** @throws Error when a parameter is missing, unknown or has a value that is not allowed */
  constructor(
    private readonly template: Template,
    private readonly deployment: Deployment = {},
  ) {
    this.#parameters = valuesOfParameters(template, deployment.parameters ?? {});
    this.#pseudo = pseudoParameters(deployment);
  }

  /** The resources whose conditions hold. */
  get resources(): Readonly<Record<string, ResolvedResource>> {
    const deployed = Object.entries(this.template.Resources).filter(([, resource]) => this.#isDeployed(resource));
    return Object.fromEntries(
      deployed.map(([name, { Type, Properties = {} }]) => [
        name,
        { type: Type, properties: this.resolve(Properties) as JsonObject },
      ]),
    );
  }

  /** The outputs whose conditions hold. */
  get outputs(): Readonly<Record<string, Json>> {
    const deployed = Object.entries(this.template.Outputs ?? {}).filter(([, output]) => this.#isDeployed(output));
    return Object.fromEntries(deployed.map(([name, { Value }]) => [name, this.resolve(Value)]));
  }

  /** Resolves any piece of the template. @throws Error on a function or a name that is not known */
  resolve(value: Json): Json {
    const call = callIn(value);
    if (call !== undefined) return this.#call(...call);
    if (Array.isArray(value)) return value.map((item: Json) => this.resolve(item)).filter(isPresent);
    if (!isJsonObject(value)) return value;
    const entries = Object.entries(value).map(([key, item]) => [key, this.resolve(item)] as const);
    return Object.fromEntries(entries.filter(([, item]) => isPresent(item)));
  }

  /** Whether a named condition holds. @throws Error when there is none of that name */
  holds(condition: string): boolean {
    const body = this.template.Conditions?.[condition];
    if (body === undefined) throw new Error(`The template has no condition ${condition}`);
    return this.#isTrue(body);
  }

  reference(name: string): Json {
    if (name === 'AWS::NoValue') return NO_VALUE;
    const known = this.#pseudo.get(name) ?? this.#parameters.get(name) ?? this.deployment.values?.[name];
    if (known !== undefined) return known;
    const resource = this.#resource(name);
    return FUNCTION_TYPES.has(resource.Type) ? this.#functionName(name, resource) : `\${${name}}`;
  }

  attribute(name: string, attribute: string): Json {
    const resource = this.#resource(name);
    const known = this.deployment.values?.[`${name}.${attribute}`];
    if (known !== undefined) return known;
    if (attribute !== 'Arn' || !FUNCTION_TYPES.has(resource.Type)) return `\${${name}.${attribute}}`;
    const [partition, region, account] = ['AWS::Partition', 'AWS::Region', 'AWS::AccountId'].map((pseudo) =>
      this.#pseudo.get(pseudo),
    );
    return `arn:${partition}:lambda:${region}:${account}:function:${this.#functionName(name, resource)}`;
  }

  mapping(map: string, first: string, second: string): Json {
    const value = this.template.Mappings?.[map]?.[first]?.[second];
    if (value === undefined) throw new Error(`The template's mapping ${map} has no ${first}.${second}`);
    return value;
  }

  #call(name: string, argument: Json): Json {
    const intrinsic = intrinsics[name];
    if (intrinsic === undefined) throw new Error(`${name} is not known here`);
    return intrinsic(argument, this);
  }

  #isTrue(condition: Json): boolean {
    if (!isJsonObject(condition)) throw new Error('A condition must be a function');
    const [[name, argument] = ['', null]] = Object.entries(condition);
    if (name === 'Condition') return this.holds(asText(argument));
    if (name === 'Fn::Equals') {
      const [left, right] = asList(argument).map((side) => asText(this.resolve(side)));
      return left === right;
    }
    const combine = conditionFunctions[name];
    if (combine === undefined) throw new Error(`${name} is not known in conditions`);
    return combine(argument, (inner) => this.#isTrue(inner));
  }

  #isDeployed({ Condition }: { readonly Condition?: string }): boolean {
    return Condition === undefined || this.holds(Condition);
  }

  #resource(name: string): TemplateResource {
    const resource = Object.hasOwn(this.template.Resources, name) ? this.template.Resources[name] : undefined;
    if (resource === undefined) throw new Error(`The template has no ${name}`);
    return resource;
  }

  /** The given name, or one that nobody mistakes for a given one. */
  #functionName(name: string, { Properties }: TemplateResource): string {
    return asText(this.resolve(Properties?.['FunctionName'] ?? `\${${name}}`));
  }
}

function pseudoParameters(deployment: Deployment): ReadonlyMap<string, string> {
  const { region = 'us-gov-west-1', accountId = '123456789012', stackName = 'stack' } = deployment;
  const partition = region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return new Map([
    ['AWS::Region', region],
    ['AWS::Partition', partition],
    ['AWS::AccountId', accountId],
    ['AWS::StackName', stackName],
    ['AWS::StackId', `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/0`],
    // The same in both partitions. Source: AWS CloudFormation user guide, pseudo parameters.
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);
}

function isPresent(value: Json): boolean {
  return value !== NO_VALUE;
}
