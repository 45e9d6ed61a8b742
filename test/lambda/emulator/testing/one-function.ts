import { startLambda, type Lambda } from '../function/start-lambda.js';
import type { FunctionDefinition } from '../function/function-definition.js';
import type { Gate } from './gate.js';
import { writeFunction, type WrittenFunction } from './write-function.js';

/** Handlers that do one thing each. */
const HANDLERS = `
export const echo = async (event, context) => {
  console.log('served', event.word);
  return { event, name: context.functionName, arn: context.invokedFunctionArn, left: context.getRemainingTimeInMillis() };
};
export const environment = async () => process.env;
export const fails = async () => { throw new TypeError('no good'); };
export const large = async () => 'x'.repeat(6_291_600);
export const exits = async () => process.exit(3);
export const hangs = async () => wait('never');
export const busy = async (event) => { await wait(event.point); return event.point; };
export const streams = streaming(async (out) => {
  out.write('first');
  await wait('second');
  out.end('second');
});
export const failsLate = streaming(async (out) => {
  out.write('first');
  await wait('fail');
  throw new RangeError('too late');
});
export const failsFirst = streaming(async () => { throw new RangeError('too early'); });
export const cuts = streaming(async (out) => {
  out.write('first');
  await wait('cut');
  out.destroy();
});
export const cutsAndLives = streaming(async (out) => {
  // The runtime client leaves a rejection to nobody, and Node ends a process for that.
  process.on('unhandledRejection', () => undefined);
  out.write('first');
  await wait('cut');
  out.destroy();
});
export const works = streaming(async (out) => {
  out.end('answer');
  await wait('after');
});
`;

/** A folder with the handlers above. */
export async function writeHandlers(): Promise<WrittenFunction> {
  return writeFunction(HANDLERS);
}

/** Lambda with one function, named like its handler. */
export async function startOne(
  { folder }: WrittenFunction,
  name: string,
  gate?: Gate,
  more: Partial<FunctionDefinition> = {},
): Promise<Lambda> {
  const environment = { ...gate?.environment };
  return startLambda({
    functions: [{ name, folder, handler: `index.${name}`, environment, timeoutMs: 20_000, ...more }],
  });
}
