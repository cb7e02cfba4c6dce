/**
 * Random numbers by name: what a draw gives depends on the seed and on what it is for, never on when it is asked for. So two runs of one
 * scenario, one of them without a resource, see the same work.
 */
export interface Draws {
  /** Uniform in [0, 1). */
  readonly uniform: (what: string) => number;
  /** A skewed duration in whole µs, at least 1: lognormal with this median; `spread` is the standard deviation of its logarithm. */
  readonly durationUs: (what: string, medianUs: number, spread?: number) => number;
  /** `digits` hexadecimal digits. */
  readonly hex: (what: string, digits: number) => string;
  /** A version 4 UUID. */
  readonly uuid: (what: string) => string;
}

export function drawsOf(seed: number): Draws {
  const uniform = (what: string): number => hash(`${String(seed)} ${what}`, 0) / 2 ** 32;
  const hex = (what: string, digits: number): string => {
    let text = "";
    for (let block = 0; text.length < digits; block += 1) text += hash(`${String(seed)} ${what}`, block).toString(16).padStart(8, "0");
    return text.slice(0, digits);
  };
  return {
    uniform,
    durationUs: (what, medianUs, spread = 0.25) => Math.max(1, Math.round(medianUs * Math.exp(spread * normal(uniform(what), uniform(`${what} again`))))),
    hex,
    uuid(what) {
      const digits = hex(what, 32);
      const variant = ["8", "9", "a", "b"][Number.parseInt(digits.charAt(16), 16) % 4] ?? "8";
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
    },
  };
}

/** Box and Muller's transform. */
function normal(first: number, second: number): number {
  return Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
}

/** 32 bits of a text: FNV-1a, then the finaliser of MurmurHash3. */
function hash(text: string, block: number): number {
  let bits = 0x811c9dc5 ^ block;
  for (let index = 0; index < text.length; index += 1) bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
  bits ^= bits >>> 16;
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
