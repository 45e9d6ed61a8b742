import { describe, expect, it } from 'vitest';
import { GatewayConfigError } from './gateway-config.error.js';
import { loadGatewayConfig, loadOperatorConfig } from './gateway-config.js';

const ROTATION = { GATEWAY_ROTATION_ADMIN_SECRET_ID: 'admin', GATEWAY_ROTATION_USER_NAME: 'bedrock-gateway' };
const ENV = { AWS_REGION: 'us-gov-west-1', GATEWAY_AUDIT_TABLE: 'records' };

describe('loadOperatorConfig', () => {
  it('reads what the gateway reads, in a shell that rotates secrets as well', () => {
    expect(loadOperatorConfig({ ...ENV, ...ROTATION })).toEqual(loadGatewayConfig(ENV));
    expect(loadOperatorConfig({ ...ENV, ...ROTATION }).audit.tableName).toBe('records');
    expect(() => loadGatewayConfig({ ...ENV, ...ROTATION })).toThrow(GatewayConfigError);
  });

  it('refuses every other name that is misspelt, as the gateway does', () => {
    expect(() => loadOperatorConfig({ ...ENV, GATEWAY_ROTATE_USER_NAME: 'x' })).toThrow(
      'GATEWAY_ROTATE_USER_NAME is not a variable of the gateway',
    );
  });
});
