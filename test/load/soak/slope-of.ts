/** One measurement of something at some time. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How steep the straight line is that fits points best, by least squares; 0 of fewer than three. */
export function slopeOf(points: readonly Point[]): number {
  if (points.length < 3) return 0;
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  return mean(({ x, y }) => (x - meanX) * (y - meanY)) / mean(({ x }) => (x - meanX) ** 2);
}
