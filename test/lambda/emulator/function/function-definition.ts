/** A function as a template describes it. */
export interface FunctionDefinition {
  readonly name: string;
  /** The task root: what `CodeUri` names. */
  readonly folder: string;
  /** `module.export`, as Lambda writes it. */
  readonly handler: string;
  /** The variables that the template sets; those that Lambda reserves are refused, as Lambda refuses them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default 3 s, as in Lambda. */
  readonly timeoutMs?: number;
  /** Told to the function and not enforced. Default 128, as in Lambda. */
  readonly memoryMb?: number;
  /** How many requests it serves at once, each in a process of its own. Default 10. */
  readonly reservedConcurrency?: number;
  /** What becomes of one request more: refused as Lambda does (the default), or kept until a process is free. */
  readonly whenBusy?: 'throttle' | 'wait';
  /** Stops the process between invocations, as Lambda freezes it. Default false. */
  readonly freeze?: boolean;
  /** The functions that this one's role may invoke: names, or patterns of IAM. Default none. */
  readonly mayInvoke?: readonly string[];
  /** The ARNs, or patterns of them, from which API Gateway may invoke it. Default any. */
  readonly invokableFrom?: readonly string[];
}

/** Where the functions are. */
export interface FunctionPlace {
  readonly region: string;
  readonly accountId: string;
}

/** The ARN of a function. */
export function arnOf(name: string, { region, accountId }: FunctionPlace): string {
  const partition = region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
}

/** The name in a name, an ARN or a partial ARN, with or without a version. Source: Lambda API, `FunctionName`. */
export function functionNameIn(reference: string): string {
  const [, afterFunction = reference] = reference.split(':function:');
  return afterFunction.split(':')[0] ?? '';
}
