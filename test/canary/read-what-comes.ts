/** The body of an answer, as far as it came before it ended or broke off. */
export async function readWhatComes(answer: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of answer.body ?? []) chunks.push(chunk as Uint8Array);
  } catch {
    // Some are broken off on purpose.
  }
  return Buffer.concat(chunks);
}
