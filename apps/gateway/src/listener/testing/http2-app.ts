import { startLoopbackApp, type Handler, type LoopbackApp } from '../../testing/loopback-app.js';
import { acceptHttp2 } from '../accept-http2.js';

/** An application on 127.0.0.1 that takes both protocols, with whatever settings a test wants for its server. */
export async function startHttp2App(
  handler: Handler,
  settings: Partial<Pick<LoopbackApp['server'], 'headersTimeout' | 'keepAliveTimeout'>> = {},
): Promise<LoopbackApp> {
  const app = await startLoopbackApp(handler);
  Object.assign(app.server, settings);
  acceptHttp2(app.server);
  return app;
}
