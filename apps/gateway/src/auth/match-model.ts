/**
 * Whether one of a caller's globs allows a model id. `*` stands for any characters, none, `/` and `:` included; every
 * other character stands for itself, upper and lower case apart.
 */
export function matchesModel(globs: readonly string[], modelId: string): boolean {
  return globs.some((glob) => matchesGlob(glob, modelId));
}

/**
 * Looks for the pieces between the stars from left to right, each once: taking the first place where a piece fits
 * never spoils a later one, so there is nothing to go back to, and no pattern takes more than one pass over the id.
 */
function matchesGlob(glob: string, modelId: string): boolean {
  const [head = '', ...pieces] = glob.split('*');
  const tail = pieces.pop();
  if (tail === undefined) return glob === modelId;
  if (!modelId.startsWith(head)) return false;
  let searched = head.length;
  for (const piece of pieces) {
    const foundAt = modelId.indexOf(piece, searched);
    if (foundAt === -1) return false;
    searched = foundAt + piece.length;
  }
  return modelId.length - tail.length >= searched && modelId.endsWith(tail);
}
