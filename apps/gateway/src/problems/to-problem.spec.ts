import { BadRequestException, ForbiddenException, HttpException, NotFoundException } from '@nestjs/common';
import { BedrockCallError } from '@app/bedrock';
import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { ModelDeniedError } from './errors.js';
import { isKnownError, problemOf, toProblem } from './to-problem.js';

const FIXED_TEXT = {
  status: 500,
  type: 'InternalServerException',
  message: 'The gateway failed; quote the request id',
  retryable: false,
};

describe('toProblem', () => {
  it.each([
    ['an error of JavaScript', new TypeError('SECRET')],
    ['a system error', Object.assign(new Error('SECRET'), { code: 'ECONNRESET', reason: 'SECRET' })],
    ['an error with a code of ours', Object.assign(new Error('SECRET'), { code: 'MODEL_DENIED' })],
    ['an error with a code out of Object', Object.assign(new Error('SECRET'), { code: 'constructor' })],
    ['a text', 'SECRET'],
    ['nothing', undefined],
    ['null', null],
    ['an exception of Nest', new ForbiddenException('SECRET')],
    ['an exception of Nest with a status of its own', new HttpException('SECRET', 418)],
  ])('takes %s for a defect of ours, and tells nothing', (_what, error) => {
    expect(toProblem(error)).toEqual(FIXED_TEXT);
  });

  it('knows the 404 of the router', () => {
    expect(toProblem(new NotFoundException('Cannot GET /SECRET'))).toEqual({
      status: 404,
      type: 'UnknownOperationException',
      message: 'No such operation',
      retryable: false,
    });
  });

  it('takes whatever else Nest throws for a defect', () => {
    expect(toProblem(new BadRequestException("Failed to decode param 'SECRET'"))).toEqual(FIXED_TEXT);
  });
});

describe('isKnownError', () => {
  it('goes by the family, not by the looks', () => {
    expect(isKnownError(new ModelDeniedError())).toBe(true);
    expect(isKnownError({ code: 'MODEL_DENIED', name: 'ModelDeniedError' })).toBe(false);
  });
});

describe('problemOf', () => {
  const problemAt = (path: string) => problemOf(new BedrockCallError('timeout', 'deadline'), { path } as Request);

  it.each(['/bedrock/invoke', '/v1/model/x/invoke', '/status', '/'])('is a 504 for a deadline on %s', (path) => {
    expect(problemAt(path)).toMatchObject({ status: 504, type: 'DeadlineExceededException' });
  });

  it.each(['/model/x/invoke', '/vpn/foundation-models'])('is a 408 for a deadline on %s', (path) => {
    expect(problemAt(path)).toMatchObject({ status: 408, type: 'ModelTimeoutException', retryable: false });
  });
});
