import { slopeOf, type Point } from '../../test/load/soak/slope-of.ts';
import { residentMbOf } from './proc.ts';

const INTERVAL_MS = 50;

/** The line is drawn through the least of each of so many parts. */
const PARTS = 20;

/** Looks at the memory of a process until it is disposed of. */
export class MemoryWatch implements Disposable {
  readonly #seen: Point[] = [];
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#look(), INTERVAL_MS);
    this.#look();
  }

  /** The most that was seen. */
  get peakMb(): number {
    this.#look();
    return Math.max(...this.#seen.map(({ y }) => y));
  }

  /** How fast it grew while it was looked at. */
  get mbPerSecond(): number {
    return slopeOf(floorsOf(this.#seen, PARTS));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** A process that has ended is found by whoever asks it something: there is nobody to tell here. */
  #look(): void {
    try {
      this.#seen.push({ x: performance.now() / 1_000, y: residentMbOf(this.#pid) });
    } catch {
      clearInterval(this.#timer);
    }
  }
}

/**
 * The least in each part of a row: what the garbage collector has not come to yet goes up and down, and hides what
 * stays. A row that is too short for that is taken as it is.
 */
export function floorsOf(points: readonly Point[], parts: number): readonly Point[] {
  const length = Math.floor(points.length / parts);
  if (length < 2) return points;
  return Array.from({ length: parts }, (_, part) => points.slice(part * length, (part + 1) * length)).flatMap(
    (part) => part.toSorted((a, b) => a.y - b.y)[0] ?? [],
  );
}
