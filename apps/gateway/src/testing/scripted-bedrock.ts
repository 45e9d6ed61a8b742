import { BedrockConnections, ModelInvoker, type BedrockReply, type BedrockRequest, type Principal } from '@app/bedrock';
import { RoutePolicies, RoutingModule, type RoutingOptions } from '@app/routing';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';

/** What takes the place of Bedrock for one process: answers calls and probes, or fails. */
export class ScriptedBedrock extends ModelInvoker {
  readonly calls: BedrockRequest[] = [];
  /** For whom each of them was made. */
  readonly principals: (Principal | undefined)[] = [];

  constructor(
    private readonly answer: (call: BedrockRequest, signal: AbortSignal) => BedrockReply | Promise<BedrockReply>,
    private readonly prove: () => void = () => undefined,
  ) {
    super();
  }

  override async invoke(call: BedrockRequest, signal: AbortSignal, principal?: Principal): Promise<BedrockReply> {
    this.calls.push(call);
    this.principals.push(principal);
    return this.answer(call, signal);
  }

  override renewCredentials(): Promise<boolean> {
    return Promise.resolve(false);
  }

  override async probe(): Promise<void> {
    await Promise.resolve(this.prove());
  }

  override resetConnections(): void {}
}

const CONNECTION = {
  privateAddressesOnly: false,
  connectTimeoutMs: 1_000,
  maxConnections: 1,
  firstByteTimeoutMs: 1_000,
  idleTimeoutMs: 1_000,
};

/** Routes whose direct connections all end in `bedrock`; the routes that are its own are named in `direct`. */
export async function createPolicies(
  bedrock: ModelInvoker,
  direct: readonly ('internet' | 'vpn')[],
  facts: Partial<RoutingOptions> = {},
): Promise<RoutePolicies> {
  const provider = { provide: BedrockConnections, useValue: { open: () => bedrock } };
  @Global()
  @Module({ providers: [provider], exports: [BedrockConnections] })
  class ScriptedBedrockModule {}
  const options: RoutingOptions = {
    order: ['internet', 'vpn'],
    vpnFallback: 'none',
    dataClasses: new Map([
      ['internal', ['internet', 'vpn']],
      ['cui', ['vpn']],
    ]),
    defaultClass: 'internal',
    connections: Object.fromEntries(direct.map((route) => [route, CONNECTION])),
    ...facts,
  };
  const imports = [ScriptedBedrockModule, RoutingModule.forRoot(options)];
  return (await Test.createTestingModule({ imports }).compile()).get(RoutePolicies);
}
