/** What stands around the matrix in `docs/conformance.md`. */
const MARKS = ['<!-- matrix -->', '<!-- /matrix -->'] as const;

/** The matrix that a document shows. @throws {Error} where the document has no place for one. */
export function readMatrix(document: string): string {
  const [start, end] = placeIn(document);
  return document.slice(start, end).trim();
}

/** The document with another matrix in its place. @throws {Error} as `readMatrix`. */
export function replaceMatrix(document: string, matrix: string): string {
  const [start, end] = placeIn(document);
  return `${document.slice(0, start)}\n\n${matrix}\n\n${document.slice(end)}`;
}

function placeIn(document: string): [start: number, end: number] {
  const [start, end] = [document.indexOf(MARKS[0]), document.indexOf(MARKS[1])];
  if (start < 0 || end < start) throw new Error(`The document has no ${MARKS.join(' ... ')}`);
  return [start + MARKS[0].length, end];
}
