import { Reflector } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TokenKeysUnavailableError, TokenRefusedError } from './errors.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { TokenVerifier } from './token-verifier.js';

describe('JwtAuthGuard', () => {
  let guard: JwtAuthGuard;

  beforeEach(async () => {
    const verifier = { verify: vi.fn<TokenVerifier['verify']>() };
    const testing = await Test.createTestingModule({
      providers: [Reflector, JwtAuthGuard, { provide: TokenVerifier, useValue: verifier }],
    }).compile();
    guard = testing.get(JwtAuthGuard);
  });

  it('passes errors on as they are, so that missing keys do not look like a bad token', () => {
    const error = new TokenKeysUnavailableError('GATEWAY_TOKEN_SECRET_ID', 'unreadable');
    expect(() => guard.handleRequest(error, undefined)).toThrow(error);
  });

  it.each([[false as const], [undefined]])('takes no caller (%s) for no token, never for a caller', (caller) => {
    expect(() => guard.handleRequest(null, caller)).toThrow(new TokenRefusedError('missing'));
    expect(() => guard.handleRequest('a failure that is no error', caller)).toThrow(new TokenRefusedError('missing'));
  });
});
