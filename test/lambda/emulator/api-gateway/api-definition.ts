/** A Lambda function behind a method. */
export interface Integration {
  readonly functionName: string;
  readonly transferMode: 'BUFFERED' | 'STREAM';
  readonly timeoutMs: number;
}

/** A function that decides who may call, and how often it is asked. */
export interface AuthorizerDefinition {
  readonly name: string;
  readonly functionName: string;
  /** Names of the headers that say who calls; a request without one of them is refused unasked. */
  readonly identityHeaders: readonly string[];
  readonly ttlSeconds: number;
}

/** One method of one resource. */
export interface Route {
  /** As the definition writes it: `/model/{proxy+}`. */
  readonly resourcePath: string;
  /** Upper case, or `ANY`. */
  readonly method: string;
  readonly integration: Integration;
  readonly authorizer: AuthorizerDefinition | undefined;
}

/** What API Gateway answers itself in one kind of case. */
export interface GatewayResponse {
  readonly statusCode?: number;
  /** Header names and what they are made of: `'text'` in quotes, `context.x` or `method.request.header.x`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, with `$context` variables in it. */
  readonly template?: string;
}

/** A REST API with all that its emulation needs. */
export interface ApiDefinition {
  readonly routes: readonly Route[];
  /** By type, such as `DEFAULT_4XX`. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>;
  readonly binaryMediaTypes: readonly string[];
  readonly stageName: string;
}
