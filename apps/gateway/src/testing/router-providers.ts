import { CatalogueCache, InferenceProfiles } from '@app/bedrock';
import { Router } from '@app/routing';
import type { Provider } from '@nestjs/common';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { ModelRouter } from '../inference/model-router.js';

/** `ModelRouter` in front of a router of the test's own, and the configuration. The catalogue has not been read yet. */
export function routerProviders(router: Router, env: Readonly<Record<string, string>> = {}): Provider[] {
  const profiles = new InferenceProfiles(new CatalogueCache(), { createApplicationProfiles: false });
  return [
    ModelRouter,
    { provide: Router, useValue: router },
    { provide: InferenceProfiles, useValue: profiles },
    { provide: GatewayConfig, useValue: loadGatewayConfig(env) },
  ];
}
