import { describe, expect, it } from 'vitest';
import { faultFields } from './fault-fields.js';
import { parseFaultOrder } from './parse-fault.js';

describe('An order to the switchboard', () => {
  it.each([
    ['no object', 'down', 'body must be a JSON object'],
    ['nothing', undefined, 'body must be a JSON object'],
    ['no route', { fault: 'down' }, 'route must be one of internet, vpn'],
    ['an unknown route', { route: 'moon', fault: 'down' }, 'route must be one of internet, vpn'],
    ['route and store', { route: 'vpn', store: 'dynamodb', fault: 'down' }, 'route and store exclude each other'],
    ['an unknown store', { store: 's3', fault: 'down' }, 'store must be one of dynamodb, secrets'],
    [
      'a fault no store has',
      { store: 'dynamodb', fault: 'cut' },
      'fault must be one of none, down, error, throttle, slow',
    ],
    ['an unknown field', { route: 'vpn', fault: 'cut', afer: 1 }, 'afer is no field of cut'],
    ['a field of another fault', { route: 'vpn', fault: 'cut', chunks: 1 }, 'chunks is no field of cut'],
    ['a counted down', { route: 'vpn', fault: 'down', times: 1 }, 'times is no field of down'],
    ['a field that objects have', { route: 'vpn', fault: 'cut', constructor: 1 }, 'constructor is no field of cut'],
    ['a negative after', { route: 'vpn', fault: 'cut', after: -1 }, 'after must be a whole number of at least 0'],
    ['a text', { route: 'vpn', fault: 'cut', after: '1' }, 'after must be a whole number of at least 0'],
    ['a broken number', { route: 'vpn', fault: 'reset', times: 1.5 }, 'times must be a whole number of at least 1'],
    [
      'an endless delay',
      { route: 'vpn', fault: 'slow', delayMs: 600_001 },
      'delayMs must be a whole number from 0 to 600000',
    ],
    ['an unknown exception', { route: 'vpn', fault: 'exception', exceptionType: 'x' }, 'exceptionType must be one of'],
    ['a huge chunk', { route: 'vpn', fault: 'flood', chunkBytes: 9e6 }, 'chunkBytes must be a whole number from 1'],
    ['a field that a store has not', { store: 'secrets', fault: 'slow', times: 1 }, 'times is no field of slow'],
  ])('with %s is refused by naming what is wrong', (_, order, message) => {
    expect(() => parseFaultOrder(order)).toThrow(message);
  });

  it('names every fault there is when the name is wrong', () => {
    expect(() => parseFaultOrder({ route: 'vpn', fault: 'nope' })).toThrow(
      /^fault must be one of none, down, reset, .*flood$/,
    );
  });

  it('may carry after and delayMs with every fault', () => {
    for (const fault of Object.keys(faultFields)) {
      expect(parseFaultOrder({ route: 'internet', fault, after: 1, delayMs: 2 })).toStrictEqual({
        route: 'internet',
        fault: { fault, after: 1, delayMs: 2 },
      });
    }
  });

  it('may be for a store', () => {
    expect(parseFaultOrder({ store: 'secrets', fault: 'slow', delayMs: 50, after: 0 })).toStrictEqual({
      store: 'secrets',
      fault: { fault: 'slow', delayMs: 50 },
    });
    expect(parseFaultOrder({ store: 'dynamodb', fault: 'down' })).toStrictEqual({
      store: 'dynamodb',
      fault: { fault: 'down' },
    });
  });
});
