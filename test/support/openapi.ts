/** The parts of an OpenAPI 3.0 document that tests look at. Source: OpenAPI Specification 3.0.3. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly security?: unknown;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>>; readonly securitySchemes: unknown };
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly externalDocs?: { readonly url: string };
  readonly parameters: readonly OpenApiParameter[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, OpenApiMedia>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, OpenApiMedia>> }>
  >;
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

export interface OpenApiMedia {
  readonly schema: JsonSchema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly example?: unknown;
}

/** One operation with where it stands. */
export interface PlacedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: OpenApiOperation;
}

/** All operations of a document, in its order. */
export function operationsOf({ paths }: OpenApi): PlacedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
}

/** Whether an operation has a path of the gateway's own, and no path of Bedrock's. */
export function isSeedOperation({ path }: PlacedOperation): boolean {
  return /^(?:\/v1)?(?:\/internet|\/vpn)?\/(?:bedrock|health|status|audit|usage)(?:\/|$)/.test(path);
}

/** The path of an operation, its labels filled with their examples. */
export function examplePathOf({ path, operation }: PlacedOperation): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = operation.parameters.find((candidate) => candidate.in === 'path' && candidate.name === name);
    return encodeURIComponent(String(parameter?.example ?? parameter?.schema.example));
  });
}

/** Every object of a JSON value, itself included, with the path to it for messages. */
export function* walk(
  value: unknown,
  at = '#',
): Generator<readonly [at: string, object: Readonly<Record<string, unknown>>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [at, value as Readonly<Record<string, unknown>>];
  for (const [name, member] of Object.entries(value)) yield* walk(member, `${at}/${name}`);
}
