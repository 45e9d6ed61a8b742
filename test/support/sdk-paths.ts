import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';

/** The operations that name a model, by the last segment of their paths. */
export const OPERATION_BY_SUFFIX = {
  invoke: 'InvokeModel',
  'invoke-with-response-stream': 'InvokeModelWithResponseStream',
  converse: 'Converse',
  'converse-stream': 'ConverseStream',
  'count-tokens': 'CountTokens',
} as const;

/** The last segment of the path of an operation on a model. */
export type Suffix = keyof typeof OPERATION_BY_SUFFIX;

export const SUFFIXES = Object.keys(OPERATION_BY_SUFFIX) as readonly Suffix[];

/** Serializes requests as the AWS SDK for JavaScript does, and sends none. */
export class SdkPaths {
  #path = '';
  readonly #client = new BedrockRuntimeClient({
    region: 'us-east-1',
    token: { token: 'none' },
    authSchemePreference: ['httpBearerAuth'],
    maxAttempts: 1,
    requestHandler: {
      // Stands where the SDK would open a socket.
      handle: (request: { readonly path: string }) => {
        this.#path = request.path;
        return Promise.reject(new Error('nothing is sent in this test'));
      },
    },
  });

  /** The path that the SDK asks for, byte by byte. */
  async pathOf(suffix: Suffix, modelId: string): Promise<string> {
    this.#path = '';
    await this.#send(suffix, modelId).catch(() => undefined);
    if (this.#path === '') throw new Error('The SDK has serialized nothing');
    return this.#path;
  }

  #send(suffix: Suffix, modelId: string): Promise<unknown> {
    switch (suffix) {
      case 'invoke':
        return this.#client.send(new InvokeModelCommand({ modelId, body: '{}' }));
      case 'invoke-with-response-stream':
        return this.#client.send(new InvokeModelWithResponseStreamCommand({ modelId, body: '{}' }));
      case 'converse':
        return this.#client.send(new ConverseCommand({ modelId, messages: [] }));
      case 'converse-stream':
        return this.#client.send(new ConverseStreamCommand({ modelId, messages: [] }));
      case 'count-tokens':
        return this.#client.send(new CountTokensCommand({ modelId, input: { converse: { messages: [] } } }));
    }
  }
}
