import { InvalidArgumentError } from 'commander';

const WHOLE_NUMBER = /^(?:0|[1-9]\d{0,8})$/;

/** Reads a whole number from `least` to `most`, both included, for commander. */
export function readWholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = WHOLE_NUMBER.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`${option} takes a whole number from ${least} to ${most}.`);
  };
}
