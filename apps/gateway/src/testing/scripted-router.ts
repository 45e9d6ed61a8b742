import { BedrockCallError, type BedrockReply } from '@app/bedrock';
import {
  DataClassification,
  Router,
  type AttemptOutcome,
  type RoutedReply,
  type Route,
  type RoutingRequest,
} from '@app/routing';

/** What takes the place of the routes: answers a request, or fails. */
export type Script = (request: RoutingRequest) => BedrockReply | Promise<BedrockReply>;

/** A router with the default policy whose strategies send nothing, but remember what they were asked to send. */
export class ScriptedRouter {
  readonly sent: RoutingRequest[] = [];
  readonly router: Router;

  constructor(
    private readonly script: Script,
    configured: readonly Route[] = ['internet', 'vpn'],
  ) {
    const classes = new DataClassification(
      new Map<string, readonly Route[]>([
        ['public', ['internet', 'vpn']],
        ['internal', ['internet', 'vpn']],
        ['cui', ['vpn']],
      ]),
      'internal',
    );
    const strategy = { routes: configured, send: (request: RoutingRequest) => this.send(request) };
    const strategies = { auto: strategy, internet: strategy, vpn: strategy };
    const switches = { order: ['internet', 'vpn'], vpnFallback: 'none', configured: new Set(configured) } as const;
    this.router = new Router(strategies, switches, classes);
  }

  /** A call that fails has been sent as well: like the real thing, it leaves an attempt. */
  private async send(request: RoutingRequest): Promise<RoutedReply> {
    this.sent.push(request);
    const [route = 'internet'] = request.plan.routes;
    const add = (outcome: AttemptOutcome): void =>
      request.trace.add({ route, transport: 'direct', startedAtEpochMs: 0, durationMs: 1, outcome });
    try {
      const reply = await this.script(request);
      add('ok');
      return { route, reply };
    } catch (error) {
      if (error instanceof BedrockCallError) add(error.kind);
      throw error;
    }
  }
}
