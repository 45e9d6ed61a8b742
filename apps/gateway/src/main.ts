import 'reflect-metadata';
import { loadGatewayConfig } from './config/gateway-config.js';
import { loadConsole } from './console/load-console.js';
import { createApp } from './create-app.js';
import { AllowListLogger } from './logs/allow-list.logger.js';
import { guardProcess } from './logs/guard-process.js';
import { acceptHttp2 } from './listener/accept-http2.js';
import { runUntilStopped } from './run-until-stopped.js';
import { exportMetrics } from './telemetry/export-metrics.js';

/**
 * The local and container entry: one listener for HTTP/1.1 and HTTP/2 until SIGINT, SIGTERM, or the end of the parent
 * that forked us.
 */
guardProcess();
await runUntilStopped(async () => {
  const config = loadGatewayConfig();
  const app = await createApp(config, await loadConsole(config));
  await app.init();
  await exportMetrics(app, config);
  // Nest would log the error of a port in use as it came; what keeps us from starting is explained in one line.
  app.useLogger(false);
  acceptHttp2(app.getHttpServer());
  await app.listen(config.listen.port, config.listen.host);
  app.useLogger(new AllowListLogger());
  return app;
});
