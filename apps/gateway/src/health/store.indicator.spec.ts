import { AuditSink, AuditStoreError, MemoryAuditSink } from '@app/audit';
import { SecretReader, SecretUnreadableError } from '@app/bedrock';
import { TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { StoreIndicator } from './store.indicator.js';

/** A sink and a reader that do as they are told, and remember what was read. */
async function startIndicator(fails: { audit?: Error; secrets?: Error; isSecretGone?: boolean } = {}) {
  const read: unknown[][] = [];
  class Sink extends MemoryAuditSink {
    override check(): Promise<void> {
      return fails.audit ? Promise.reject(fails.audit) : Promise.resolve();
    }
  }
  class Reader extends SecretReader {
    override read(...[secretId, stage]: Parameters<SecretReader['read']>): Promise<string | undefined> {
      read.push([secretId, stage]);
      if (fails.secrets) return Promise.reject(fails.secrets);
      return Promise.resolve(fails.isSecretGone === true ? undefined : 'SECRET');
    }
  }
  const testing = await Test.createTestingModule({
    imports: [TerminusModule.forRoot({ logger: false })],
    providers: [
      StoreIndicator,
      { provide: AuditSink, useClass: Sink },
      { provide: SecretReader, useClass: Reader },
      { provide: GatewayConfig, useValue: loadGatewayConfig({ GATEWAY_TOKEN_SECRET_ID: 'signing' }) },
    ],
  }).compile();
  return { indicator: testing.get(StoreIndicator), read };
}

describe('StoreIndicator', () => {
  it('is down with a reason where a store fails, each for itself', async () => {
    const { indicator } = await startIndicator({ audit: new AuditStoreError('table-missing') });
    expect(await indicator.check('audit')).toEqual({
      audit: { status: 'down', state: 'down', reason: 'table-missing', failedAt: expect.any(String) as string },
    });
    expect(await indicator.check('secrets')).toMatchObject({ secrets: { status: 'up' } });
  });

  it('proves the secrets by the signing secret in use, and gives out nothing of it', async () => {
    const { indicator, read } = await startIndicator();
    const result = await indicator.check('secrets');
    expect(result).toEqual({
      secrets: {
        status: 'up',
        state: 'up',
        provenAt: expect.any(String) as string,
        latencyMs: expect.any(Number) as number,
      },
    });
    expect(read).toEqual([['signing', 'AWSCURRENT']]);
    expect(JSON.stringify([result, await indicator.report('secrets')])).not.toContain('SECRET');
  });

  it('takes a signing secret that is gone for no proof', async () => {
    const { indicator } = await startIndicator({ isSecretGone: true });
    expect(await indicator.check('secrets')).toMatchObject({ secrets: { status: 'down', reason: 'no-such-secret' } });
  });

  it('shares one proof between readiness and status', async () => {
    const { indicator, read } = await startIndicator({ secrets: new SecretUnreadableError('timeout') });
    await indicator.check('secrets');
    expect(await indicator.report('secrets')).toMatchObject({ state: 'down', reason: 'timeout' });
    expect(read).toHaveLength(1);
  });
});
