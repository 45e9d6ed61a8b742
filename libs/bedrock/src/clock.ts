/** Tells the time, in milliseconds since the epoch. Injected, so that tests need not wait. */
export type Clock = () => number;
