import { setFlagsFromString } from "node:v8";

/** Versions of V8 (Node 20 to 24) whose flag means this; of one it does not know, V8 complains on standard error. */
const OLDEST = 11;
const NEWEST = 13;

/** Bytecode that a function runs before V8 looks whether to optimise it, bytes: as V8 has it, and so that hardly any is within `LATE_MS`. */
const USUAL = 66 * 1024;
const LATE = 1_000_000;
const LATE_MS = 2000;

/**
 * Most runs are over in a second or two, of which V8 would spend a third on optimising functions that will hardly be called again. What runs longer is
 * optimised from then on.
 */
export function optimiseLate(): void {
  const version = Number.parseInt(process.versions.v8, 10);
  if (version < OLDEST || version > NEWEST) return;
  const setBudget = (bytes: number): void => {
    setFlagsFromString(`--interrupt-budget=${bytes.toString()}`);
  };
  setBudget(LATE);
  setTimeout(setBudget, LATE_MS, USUAL).unref();
}
