import { SecretReader } from '@app/bedrock';
import { Controller, Get, Logger, Module, Req, type DynamicModule, type INestApplication } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import type { Request } from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { forgeToken, GOOD_CLAIMS, TOKEN_SECRET } from '../../../../test/support/forge-token.js';
import { MemorySecretReader } from '../../../../test/support/memory-secret-reader.js';
import { ConfigModule } from '../config/config.module.js';
import { loadGatewayConfig } from '../config/gateway-config.js';
import { AuthModule } from './auth.module.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { PermissionsGuard } from './permissions.guard.js';
import { Public } from './public.decorator.js';
import { RequirePermission } from './require-permission.decorator.js';

/** Whoever was let in. */
const seen: (Request['user'] | 'nobody')[] = [];

@Controller()
class Doors {
  @Get('open')
  @Public()
  open(@Req() request: Request): void {
    seen.push(request.user ?? 'nobody');
  }

  @Get('invoke')
  @RequirePermission('bedrock:invoke')
  invoke(@Req() request: Request): void {
    seen.push(request.user);
  }

  @Get('audit')
  @RequirePermission('audit:read')
  audit(): void {
    seen.push(undefined);
  }

  @Get('forgotten')
  forgotten(): void {
    seen.push(undefined);
  }
}

@Module({})
class SecretsModule {
  static of(reader: SecretReader): DynamicModule {
    const providers = [{ provide: SecretReader, useValue: reader }];
    return { module: SecretsModule, global: true, providers, exports: [SecretReader] };
  }
}

const apps: INestApplication[] = [];

/** Starts an application with real HTTP; errors reach the caller as a 500, but the guards' own errors are recorded. */
async function start(reader: MemorySecretReader): Promise<{ url: string; refusals: unknown[] }> {
  const refusals: unknown[] = [];
  const testing = await Test.createTestingModule({
    imports: [ConfigModule.forRoot(loadGatewayConfig({})), SecretsModule.of(reader), AuthModule],
    controllers: [Doors],
    providers: [
      { provide: APP_GUARD, useExisting: JwtAuthGuard },
      { provide: APP_GUARD, useExisting: PermissionsGuard },
    ],
  }).compile();
  const app = testing.createNestApplication({ logger: false });
  app.useGlobalFilters({
    catch(error, host) {
      refusals.push(error);
      host.switchToHttp().getResponse<{ end(): void }>().end();
    },
  });
  apps.push(app);
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), refusals };
}

const goodReader = () => new MemorySecretReader().put('bearer-token-secret', { current: TOKEN_SECRET });
const nowEpochS = () => Math.floor(Date.now() / 1_000);
const bearer = (secret = TOKEN_SECRET) => {
  const claims = { ...GOOD_CLAIMS, iat: nowEpochS(), exp: nowEpochS() + 60 };
  return { authorization: `Bearer ${forgeToken({ claims, secret })}` };
};

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  seen.length = 0;
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

describe('an application guarded by AuthModule', () => {
  it('lets nobody in without a token, and does not read one out of the URL', async () => {
    const { url, refusals } = await start(goodReader());
    const token = bearer().authorization.slice('Bearer '.length);
    await fetch(`${url}/invoke?access_token=${token}&token=${token}&auth_token=${token}`);
    expect(refusals).toMatchObject([{ code: 'TOKEN_REFUSED', reason: 'missing' }]);
    expect(seen).toEqual([]);
  });

  it('knows who is asking', async () => {
    const { url, refusals } = await start(goodReader());
    await fetch(`${url}/invoke`, { headers: bearer() });
    expect(refusals).toEqual([]);
    expect(seen).toMatchObject([{ subject: 'alice', permissions: new Set(['bedrock:invoke', 'status:read']) }]);
  });

  it('refuses a forged token', async () => {
    const { url, refusals } = await start(goodReader());
    await fetch(`${url}/invoke`, { headers: bearer('another-secret-of-forty-characters-or-so') });
    expect(refusals).toMatchObject([{ code: 'TOKEN_REFUSED', reason: 'signature' }]);
  });

  it('asks for the permission that a route declares', async () => {
    const { url, refusals } = await start(goodReader());
    await fetch(`${url}/audit`, { headers: bearer() });
    expect(refusals).toMatchObject([{ code: 'PERMISSION_DENIED', permission: 'audit:read' }]);
    expect(seen).toEqual([]);
  });

  it('keeps a route shut that declares nothing', async () => {
    const { url, refusals } = await start(goodReader());
    await fetch(`${url}/forgotten`, { headers: bearer() });
    expect(refusals).toMatchObject([{ code: 'PERMISSION_DENIED', permission: 'undeclared' }]);
    expect(seen).toEqual([]);
  });

  it('does not look at the headers of an open route', async () => {
    const { url, refusals } = await start(goodReader());
    await fetch(`${url}/open`, { headers: { authorization: 'Bearer forged' } });
    expect([refusals, seen]).toEqual([[], ['nobody']]);
  });

  it('does not start without the signing secret', async () => {
    await expect(start(new MemorySecretReader())).rejects.toThrow(
      'The token keys that GATEWAY_TOKEN_SECRET_ID stands for are unavailable: no-such-secret',
    );
  });

  it('goes on with the keys it has when Secrets Manager fails, and says so once without the cause', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    vi.useFakeTimers({ toFake: ['Date'] });
    const reader = goodReader();
    const { url, refusals } = await start(reader);
    vi.setSystemTime(Date.now() + 300_000);
    reader.failure = new Error('sesame');
    for (const path of ['invoke', 'invoke']) await fetch(`${url}/${path}`, { headers: bearer() });
    expect([refusals, seen.length]).toEqual([[], 2]);
    expect(warn.mock.calls).toEqual([
      [
        {
          event: 'token-keys-old',
          code: 'TOKEN_KEYS_UNAVAILABLE',
          source: 'GATEWAY_TOKEN_SECRET_ID',
          reason: 'unreadable',
        },
      ],
    ]);
  });

  it('verifies with its own secret beside another application in the same process', async () => {
    const first = await start(goodReader());
    const otherSecret = 'the-secret-of-the-other-application-here';
    const second = await start(new MemorySecretReader().put('bearer-token-secret', { current: otherSecret }));
    await fetch(`${first.url}/invoke`, { headers: bearer() });
    await fetch(`${second.url}/invoke`, { headers: bearer() });
    expect([first.refusals, seen.length]).toEqual([[], 1]);
    expect(second.refusals).toMatchObject([{ code: 'TOKEN_REFUSED', reason: 'signature' }]);
  });
});
