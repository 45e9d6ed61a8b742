/** A picture of one pixel: 70 bytes. */
export const onePixelPng =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** So many bytes in base64; a multiple of three. */
export function base64Of(bytes: number): string {
  return Buffer.alloc(bytes, 'x').toString('base64');
}
