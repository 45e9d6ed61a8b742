// Preloaded into a process of the gateway: plants defects that nobody would write, where a body asks for them.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const WISH = /sabotage:(\w+):(\w+)/;
const { hash, Hash } = crypto;
const { update } = Hash.prototype;
const { console: speaker } = globalThis;

/** Each is given a text that must not be seen again. */
const DEFECTS = {
  // Ways past every logger: that these are seen shows that the search sees what there is.
  stdout: (text) => process.stdout.write(`${text}\n`),
  stderr: (text) => process.stderr.write(`${text}\n`),
  console: (text) => {
    for (const method of ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir', 'table'])
      speaker[method](text, { text });
    speaker.error(Object.assign(new Error(text), { code: text }));
  },
  warning: (text) => {
    process.emitWarning(text, { type: text, code: text, detail: text });
    process.emitWarning(Object.assign(new Error(text), { name: 'DeprecationWarning', code: text }));
  },
  handler: (text) => {
    throw Object.assign(new TypeError(text, { cause: new Error(text) }), { code: text, reason: text, status: text });
  },
  throw: (text) =>
    setImmediate(() => {
      throw Object.assign(new Error(text, { cause: text }), { name: text, code: text });
    }),
  reject: (text) => void Promise.reject(Object.assign(new Error(text), { code: text })),
  nothing: (text) => void Promise.reject({ text }),
};

/** Bodies come by here, whichever way they are hashed. */
function carryOut(data) {
  const [, wish, text] = WISH.exec(typeof data === 'string' ? data : Buffer.from(data).toString('latin1')) ?? [];
  if (wish !== undefined) DEFECTS[wish]?.(text);
}

Hash.prototype.update = function (data, ...rest) {
  carryOut(data);
  return update.call(this, data, ...rest);
};

crypto.hash = (algorithm, data, ...rest) => {
  carryOut(data);
  return hash(algorithm, data, ...rest);
};
syncBuiltinESMExports();
