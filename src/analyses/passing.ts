/** A gap up to this between two log lines of one thread of work is the way from one to the other, µs. */
export const PASSING_US = 20_000;
