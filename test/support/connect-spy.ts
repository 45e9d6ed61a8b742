import { Socket } from 'node:net';
import { vi } from 'vitest';

/** The hosts that this process has tried to connect to since the watch began, in order. */
export interface ConnectSpy extends Disposable {
  readonly hosts: readonly string[];
}

/**
 * Watches `Socket.prototype.connect`, which every TCP client of Node goes through: `net.connect`, `tls.connect` (a
 * `TLSSocket` is a `Socket`), and so `node:http` and undici. Sees attempts, not only connections that succeed.
 */
export function watchConnects(): ConnectSpy {
  const connect = vi.spyOn(Socket.prototype, 'connect');
  return {
    get hosts() {
      return connect.mock.calls.flatMap((parameters: readonly unknown[]) => hostsIn(parameters));
    },
    [Symbol.dispose]: () => connect.mockRestore(),
  };
}

/** Node calls it with options, with port and host, or with an array of either that it has brought in order before. */
function hostsIn(parameters: readonly unknown[]): string[] {
  return parameters.flat().flatMap((parameter) => {
    if (typeof parameter === 'string') return [parameter];
    const isTarget = typeof parameter === 'object' && parameter !== null && 'host' in parameter;
    return isTarget && typeof parameter.host === 'string' ? [parameter.host] : [];
  });
}
