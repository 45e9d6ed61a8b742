import type { Caller } from './caller.js';

// Passport leaves `Express.User` empty for its users to fill in; this is what makes `request.user` a `Caller`.
declare global {
  namespace Express {
    interface User extends Caller {}
  }
}
