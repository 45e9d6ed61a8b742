import { describe, expect, it } from 'vitest';
import { signingKeyId } from './signing-key-id.js';

const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

describe('signingKeyId', () => {
  it.each([
    '',
    'alias/gateway',
    'arn:aws-us-gov:kms:us-gov-west-1:123456789012:alias/gateway',
    `${ID} `,
    `x${ID}`,
    'mrk-1234',
    `arn:aws:s3:us-gov-west-1:123456789012:key/${ID}`,
  ])('takes no alias and nothing half right: %j', (text) => {
    expect(signingKeyId(text)).toBeUndefined();
  });

  it.each([
    [ID, ID],
    [`arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/${ID}`, ID],
    ['mrk-1234abcd12ab34cd56ef1234567890ab', 'mrk-1234abcd12ab34cd56ef1234567890ab'],
  ])('finds in %s the id %s', (text, id) => {
    expect(signingKeyId(text)).toBe(id);
  });
});
