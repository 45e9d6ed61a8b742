import { describe, expect, it } from 'vitest';
import { readTrafficSetting, readTrafficSplit } from './read-traffic-setting.js';

const SETTING = {
  version: 7,
  order: ['vpn', 'internet'],
  weights: { internet: 10, vpn: 90 },
  changedAt: '2026-01-02T03:04:05.678Z',
  changedBy: 'arn:aws-us-gov:sts::123456789012:assumed-role/Operator/alice',
  previous: { order: ['internet', 'vpn'], weights: { internet: 100, vpn: 0 } },
};

describe('readTrafficSetting', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'internet'],
    ['a list', [SETTING]],
    ['no order', { ...SETTING, order: undefined }],
    ['an order that is a text', { ...SETTING, order: 'vpn,internet' }],
    ['one route only', { ...SETTING, order: ['vpn'] }],
    ['a route twice', { ...SETTING, order: ['vpn', 'vpn'] }],
    ['a route twice and the other', { ...SETTING, order: ['vpn', 'vpn', 'internet'] }],
    ['a route of another name', { ...SETTING, order: ['vpn', 'Internet'] }],
    ['a route that is a number', { ...SETTING, order: ['vpn', 1] }],
    ['no weights', { ...SETTING, weights: undefined }],
    ['weights in a list', { ...SETTING, weights: [10, 90] }],
    ['one weight', { ...SETTING, weights: { vpn: 100 } }],
    ['weights for a third route', { ...SETTING, weights: { internet: 10, vpn: 90, satellite: 0 } }],
    ['weights of 99', { ...SETTING, weights: { internet: 10, vpn: 89 } }],
    ['weights of 101', { ...SETTING, weights: { internet: 10, vpn: 91 } }],
    ['a negative weight', { ...SETTING, weights: { internet: -10, vpn: 110 } }],
    ['half a weight', { ...SETTING, weights: { internet: 0.5, vpn: 99.5 } }],
    ['weights as texts', { ...SETTING, weights: { internet: '10', vpn: '90' } }],
    ['a weight that is no number', { ...SETTING, weights: { internet: NaN, vpn: 100 } }],
    ['no version', { ...SETTING, version: undefined }],
    ['version 0', { ...SETTING, version: 0 }],
    ['half a version', { ...SETTING, version: 1.5 }],
    ['a version that is a text', { ...SETTING, version: '7' }],
    ['no time', { ...SETTING, changedAt: undefined }],
    ['a time in words', { ...SETTING, changedAt: 'yesterday' }],
    ['a time as a number', { ...SETTING, changedAt: 1_767_323_045 }],
    ['nobody', { ...SETTING, changedBy: '' }],
    ['a name with a line break', { ...SETTING, changedBy: 'alice\nbob' }],
    ['a name without end', { ...SETTING, changedBy: 'a'.repeat(257) }],
    ['a former split that is none', { ...SETTING, previous: { order: ['vpn'] } }],
    ['a former split that is null', { ...SETTING, previous: null }],
  ])('refuses %s', (_what, value) => {
    expect(readTrafficSetting(value)).toBeUndefined();
  });

  it('takes a whole one', () => {
    expect(readTrafficSetting(SETTING)).toEqual(SETTING);
  });

  it('takes the first one, that has nothing before it', () => {
    const { previous: _none, ...first } = SETTING;

    expect(readTrafficSetting({ ...first, changedAt: '2026-01-02T03:04:05Z' })).toEqual({
      ...first,
      changedAt: '2026-01-02T03:04:05Z',
    });
  });

  it('leaves out what it does not know, on every level', () => {
    const later = { ...SETTING, sticky: true, previous: { ...SETTING.previous, changedBy: 'bob' } };

    expect(readTrafficSetting(later)).toEqual(SETTING);
  });
});

describe('readTrafficSplit', () => {
  it('takes order and weights alone', () => {
    expect(readTrafficSplit(SETTING)).toEqual({ order: ['vpn', 'internet'], weights: { internet: 10, vpn: 90 } });
  });
});
