import { describe, expect, it } from 'vitest';
import { verifySigV4 } from './verify-sigv4.js';
import type { SignedRequest } from './verify-sigv4.js';

// The worked example of AWS's own documentation of Signature Version 4 (GET ListUsers), with its figures:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const scope = { region: 'us-east-1', service: 'iam', nowEpochMs: Date.UTC(2015, 7, 30, 12, 36, 0) };
const credential = 'Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request';
const signature = '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7';
const genuine = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=content-type;host;x-amz-date, Signature=${signature}`;

function request(
  changes: Record<string, string> = {},
  rawQuery = 'Action=ListUsers&Version=2010-05-08',
): SignedRequest {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    host: 'iam.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
    authorization: genuine,
    ...changes,
  };
  return { method: 'GET', rawPath: '/', rawQuery, headers: new Map(Object.entries(headers)), body: Buffer.alloc(0) };
}

function verify(signed: SignedRequest): void {
  verifySigV4(signed, [key], scope);
}

describe('Signature Version 4', () => {
  it("verifies the example of AWS's documentation", () => {
    expect(() => verify(request())).not.toThrow();
    expect(() => verify(request({}, 'Version=2010-05-08&Action=ListUsers'))).not.toThrow();
  });

  it.each([
    ['another query', request({}, 'Action=ListUsers&Version=2010-05-09')],
    ['another host', request({ host: 'sts.amazonaws.com' })],
    ['another body', { ...request(), body: Buffer.from('x') }],
    ['another method', { ...request(), method: 'POST' }],
    ['another path', { ...request(), rawPath: '/x' }],
    ['a hash of another body', request({ 'x-amz-content-sha256': '0'.repeat(64) })],
  ])('does not verify for %s', (_, changed) => {
    expect(() => verify(changed)).toThrow(expect.objectContaining({ code: 'InvalidSignatureException' }));
  });

  it.each([
    ['leaves the host out', genuine.replace('host;', '')],
    ['is for another service', genuine.replace('/iam/', '/sts/')],
    ['is for another day than the request', genuine.replace('20150830', '20150829')],
  ])('is refused when it %s', (_, authorization) => {
    expect(() => verify(request({ authorization }))).toThrow(
      expect.objectContaining({ code: 'InvalidSignatureException' }),
    );
  });

  it('is refused when an x-amz header is not covered', () => {
    expect(() => verify(request({ 'x-amz-security-token': 't' }))).toThrow(/SignedHeader/);
  });

  it('is refused without a date', () => {
    expect(() => verify(request({ 'x-amz-date': 'yesterday' }))).toThrow(/X-Amz-Date/);
  });

  it.each(['', 'Basic x', genuine.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA512'), genuine.slice(0, -1)])(
    'is incomplete as %j',
    (authorization) => {
      expect(() => verify(request({ authorization }))).toThrow(
        expect.objectContaining({ code: 'IncompleteSignatureException' }),
      );
    },
  );
});
