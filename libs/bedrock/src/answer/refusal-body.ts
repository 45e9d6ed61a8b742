// Bedrock's error bodies are a sentence. Of a longer one only this much is read.
const MAX_REFUSAL_BYTES = 64 * 1024;
const REFUSAL_TIMEOUT_MS = 5_000;

/**
 * Collects the body of an error answer, within a limit of size and time, and hands over what came of it, once.
 *
 * Whoever gets it ends the connection if there is more to come.
 */
export class RefusalBody {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private isDone = false;
  private readonly deadline = setTimeout(() => this.finish('cut'), REFUSAL_TIMEOUT_MS);

  constructor(private readonly onDone: (body: Buffer, isWhole: boolean) => void) {}

  /** Takes the next chunk; with the one that exceeds the limit, the collecting ends. */
  receive(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes <= MAX_REFUSAL_BYTES) this.chunks.push(chunk);
    else this.finish('cut');
  }

  /** Hands over what is there: the whole body, or as much as came before it broke off. */
  finish(end: 'whole' | 'cut'): void {
    if (this.isDone) return;
    this.isDone = true;
    clearTimeout(this.deadline);
    this.onDone(Buffer.concat(this.chunks), end === 'whole');
  }
}
