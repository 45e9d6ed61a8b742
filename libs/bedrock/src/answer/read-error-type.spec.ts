import { describe, expect, it } from 'vitest';
import { readErrorType } from './read-error-type.js';

describe('readErrorType', () => {
  it.each([
    ['ThrottlingException', {}, 'ThrottlingException'],
    ['ThrottlingException:http://internal.amazon.com/', {}, 'ThrottlingException'],
    ['com.amazon.coral.service#UnrecognizedClientException', {}, 'UnrecognizedClientException'],
    ['ThrottlingException:http://x/#Other', {}, 'ThrottlingException'],
    ['ThrottlingException, ThrottlingException', {}, 'ThrottlingException'],
    [undefined, { code: 'AccessDeniedException' }, 'AccessDeniedException'],
    ['', { __type: 'com.amazon#ExpiredTokenException' }, 'ExpiredTokenException'],
    ['A', { code: 'B', __type: 'C' }, 'A'],
    [undefined, { code: 400 }, ''],
    [undefined, {}, ''],
    ['<script>', {}, ''],
    ['a'.repeat(65), {}, ''],
  ])('reads %j and %j as %j', (header, body, type) => {
    expect(readErrorType(header, body)).toBe(type);
  });
});
