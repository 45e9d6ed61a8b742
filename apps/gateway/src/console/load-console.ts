import type { GatewayConfig } from '../config/gateway-config.js';
import type { EntryParts } from '../create-app.js';

/** The operator's page, where it is to be served; else nothing, and nothing of it is loaded. */
export async function loadConsole({ console }: Pick<GatewayConfig, 'console'>): Promise<EntryParts> {
  if (!console) return {};
  const { CONSOLE_PARTS } = await import('./console.parts.js');
  return CONSOLE_PARTS;
}
