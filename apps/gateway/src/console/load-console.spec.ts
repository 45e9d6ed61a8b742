import { describe, expect, it } from 'vitest';
import { ConsoleController } from './console.controller.js';
import { loadConsole } from './load-console.js';

describe('loadConsole', () => {
  it('brings nothing along where the operator has not switched the page on', async () => {
    expect(await loadConsole({ console: false })).toEqual({});
  });

  it('brings the page and its feed along where it is on', async () => {
    const { controllers, serve } = await loadConsole({ console: true });
    expect(controllers).toEqual([ConsoleController]);
    expect(serve).toBeTypeOf('function');
  });
});
