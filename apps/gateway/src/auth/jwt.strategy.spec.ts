import { describe, expect, it, vi } from 'vitest';
import { TokenRefusedError } from './errors.js';
import { JwtStrategy, refuseEveryKey } from './jwt.strategy.js';

describe('JwtStrategy', () => {
  it('gives the library no key, should it ever ask', () => {
    const done = vi.fn<(error: unknown, key?: string | Buffer) => void>();
    refuseEveryKey({}, 'token', done);
    expect(done.mock.calls).toEqual([[new TokenRefusedError('signature')]]);
  });

  it('lets nobody in by the way of the library', () => {
    expect(new JwtStrategy().validate()).toBe(false);
  });
});
