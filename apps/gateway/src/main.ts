import 'reflect-metadata';
import { loadGatewayConfig } from './config/gateway-config.js';
import { createApp } from './create-app.js';
import { runUntilStopped } from './run-until-stopped.js';

/** The local and container entry: one HTTP listener until SIGINT, SIGTERM, or the end of the parent that forked us. */
await runUntilStopped(async () => {
  const config = loadGatewayConfig();
  const app = await createApp(config);
  await app.listen(config.listen.port, config.listen.host);
  return app;
});
