/**
 * Calls back when so much time has passed, and what had come in by then has been looked at: a process that was busy with
 * itself for all of it does not know yet what others have answered.
 *
 * @returns takes the call back.
 */
export function afterLapse(timeoutMs: number, callback: () => void): () => void {
  let turn: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => (turn = setImmediate(callback)), timeoutMs);
  return () => {
    clearTimeout(timer);
    clearImmediate(turn);
  };
}
