import { compileNative, findMissingCompiler, type NativePrograms } from '../native/compile.ts';
import { CannotMeasure } from '../plan.ts';

/**
 * The programs that contestants stand between, compiled if they are not yet.
 *
 * @throws CannotMeasure if they cannot be compiled here
 */
export function compiledPrograms(): NativePrograms {
  const missing = findMissingCompiler();
  if (missing !== undefined) throw new CannotMeasure(`The native programs cannot be compiled: ${missing}`);
  return compileNative();
}
