import { Controller, Get, type ExecutionContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { Test } from '@nestjs/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { AnyCaller } from './any-caller.decorator.js';
import { PermissionDeniedError } from './errors.js';
import { PermissionsGuard } from './permissions.guard.js';
import type { Permission } from './permissions.js';
import { Public } from './public.decorator.js';
import { RequirePermission } from './require-permission.decorator.js';

@Controller()
@RequirePermission('status:read')
class Status {
  @Get()
  whole(): void {}

  @Get('open')
  @Public()
  open(): void {}

  @Get('audit')
  @RequirePermission('audit:read')
  audit(): void {}

  @Get('nothing')
  @AnyCaller()
  nothing(): void {}
}

@Controller()
class Undeclared {
  @Get()
  route(): void {}
}

/** A request for one route, from a caller with these permissions, or from nobody. */
function contextOf<T extends object>(controller: new () => T, route: keyof T, permissions?: readonly Permission[]) {
  const user = permissions && { permissions: new Set(permissions) };
  const handler = controller.prototype[route] as () => void;
  return new ExecutionContextHost([{ user }], controller, handler) as ExecutionContext;
}

describe('PermissionsGuard', () => {
  let guard: PermissionsGuard;

  beforeEach(async () => {
    const testing = await Test.createTestingModule({ providers: [PermissionsGuard] }).compile();
    guard = testing.get(PermissionsGuard);
  });

  it('asks every route of a controller for what the controller declares', () => {
    expect(guard.canActivate(contextOf(Status, 'whole', ['status:read']))).toBe(true);
    expect(() => guard.canActivate(contextOf(Status, 'whole', ['audit:read']))).toThrow(
      new PermissionDeniedError('status:read'),
    );
  });

  it("puts a route's own declaration before its controller's", () => {
    expect(guard.canActivate(contextOf(Status, 'open'))).toBe(true);
    expect(guard.canActivate(contextOf(Status, 'audit', ['audit:read']))).toBe(true);
    expect(() => guard.canActivate(contextOf(Status, 'audit', ['status:read']))).toThrow(
      new PermissionDeniedError('audit:read'),
    );
  });

  it('refuses a request that no caller was put into', () => {
    expect(() => guard.canActivate(contextOf(Status, 'whole'))).toThrow(new PermissionDeniedError('status:read'));
  });

  it('lets every known caller into a route that is open to any, whatever the token grants', () => {
    expect(guard.canActivate(contextOf(Status, 'nothing', []))).toBe(true);
    expect(guard.canActivate(contextOf(Status, 'nothing', ['audit:read']))).toBe(true);
  });

  it('refuses to such a route whom nobody knows, and not as a defect', () => {
    expect(() => guard.canActivate(contextOf(Status, 'nothing'))).toThrow(new PermissionDeniedError('any-caller'));
  });

  it('refuses everybody where nothing is declared', () => {
    expect(() => guard.canActivate(contextOf(Undeclared, 'route', ['status:read']))).toThrow(
      new PermissionDeniedError('undeclared'),
    );
  });
});

describe('the declarations of a route', () => {
  it('do not load if they contradict each other', () => {
    const declareTwice = () => {
      class Contradiction {
        @Public()
        @RequirePermission('audit:read')
        route(): void {}
      }
      return Contradiction;
    };
    expect(declareTwice).toThrow('A route declares its access once');
  });

  it.each([
    ['@Public()', Public()],
    ["@RequirePermission('audit:read')", RequirePermission('audit:read')],
    ['another @AnyCaller()', AnyCaller()],
  ])('do not load if %s goes with @AnyCaller()', (_name, declaration) => {
    const declareTwice = () => {
      class Contradiction {
        @AnyCaller()
        @declaration
        route(): void {}
      }
      return Contradiction;
    };
    expect(declareTwice).toThrow('A route declares its access once');
  });

  it('do not load twice on a controller either', () => {
    const declareTwice = () => {
      @RequirePermission('audit:read')
      @RequirePermission('status:read')
      class Contradiction {}
      return Contradiction;
    };
    expect(declareTwice).toThrow('A route declares its access once');
  });
});
