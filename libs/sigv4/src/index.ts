export type { RequestToSign } from './canonical-request.js';
export { signRequest } from './sign-request.js';
export type { SigningCredentials, SigningScope } from './signing-key.js';
