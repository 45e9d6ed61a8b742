import { ModelInvoker, type BedrockReply, type BedrockRequest, type Principal } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { clearForRoute } from '../clear-for-route.js';
import { CLASSES, createTerms } from '../testing/requests.js';
import { createReply } from '../testing/scripted-transport.js';
import { DirectTransport } from './direct.transport.js';

const CALL: BedrockRequest = { operation: 'ListFoundationModels', headers: {} };
const REPLY = createReply();
const { signal } = new AbortController();
const ALICE: Principal = { tenant: 'dept-a', subject: 'alice' };

class RecordingInvoker extends ModelInvoker {
  readonly asked: unknown[][] = [];

  override invoke(...args: [BedrockRequest, AbortSignal, Principal?]): Promise<BedrockReply> {
    this.asked.push(['invoke', ...args]);
    return Promise.resolve(REPLY);
  }

  override renewCredentials(...args: [AbortSignal, Principal?]): Promise<boolean> {
    this.asked.push(['renewCredentials', ...args]);
    return Promise.resolve(true);
  }

  override probe(given: AbortSignal): Promise<void> {
    this.asked.push(['probe', given]);
    return Promise.resolve();
  }

  override resetConnections(): void {
    this.asked.push(['resetConnections']);
  }
}

describe('DirectTransport', () => {
  it('asks its invoker for all it does, with the signal and for the principal it was given', async () => {
    const invoker = new RecordingInvoker();
    const transport = new DirectTransport(invoker);

    expect(transport.kind).toBe('direct');
    expect(
      await transport.send(clearForRoute(CALL, 'cui', 'vpn', CLASSES), { ...createTerms(signal), principal: ALICE }),
    ).toBe(REPLY);
    expect(await transport.renewCredentials(signal, ALICE)).toBe(true);
    await transport.probe(signal);
    transport.resetConnections();

    expect(invoker.asked).toEqual([
      ['invoke', CALL, signal, ALICE],
      ['renewCredentials', signal, ALICE],
      ['probe', signal],
      ['resetConnections'],
    ]);
  });
});
