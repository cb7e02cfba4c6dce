import { getHeapSpaceStatistics, setFlagsFromString, type HeapSpaceInfo } from "node:v8";

/** Versions of V8 (Node 20 to 24) whose flags mean this; of one it does not know, V8 complains on standard error. */
const OLDEST = 11;
const NEWEST = 13;

/** By how much the heap may grow over what was alive, until it is collected again: by itself V8 lets a small one grow to its fourfold, %. */
const SMALL_PERCENT = 100;
/** The same where this much is in use: what is left of 256 MB. */
const LARGE_PERCENT = 50;
const LARGE_BYTES = 128 * 1024 * 1024;
/** Both halves of the space for new objects. V8 goes to twice as much; with half as much it collects so often that it shows. */
const YOUNG_BYTES = 16 * 1024 * 1024;
/** The multiple by which V8 makes it larger: from the 2 MB it begins with to what is wanted. */
const YOUNG_STEP = 8;
const LOOK_MS = 20;

/** Most of what is read is forgotten at once: the less garbage waits to be collected, the less memory is taken. */
export function staySmall(): void {
  const version = Number.parseInt(process.versions.v8, 10);
  if (version < OLDEST || version > NEWEST) return;
  setFlagsFromString(`--heap-growing-percent=${SMALL_PERCENT.toString()}`);
  setFlagsFromString(`--semi-space-growth-factor=${YOUNG_STEP.toString()}`);
  let isYoungWhole = false;
  const look = setInterval(() => {
    const spaces = getHeapSpaceStatistics();
    if (!isYoungWhole && bytesOf(spaces, "new_space") >= YOUNG_BYTES) {
      isYoungWhole = true;
      setFlagsFromString("--semi-space-growth-factor=1");
    }
    if (bytesOf(spaces, "old_space") < LARGE_BYTES) return;
    setFlagsFromString(`--heap-growing-percent=${LARGE_PERCENT.toString()}`);
    clearInterval(look);
  }, LOOK_MS).unref();
}

function bytesOf(spaces: readonly HeapSpaceInfo[], wanted: string): number {
  return spaces.find(({ space_name: name }) => name === wanted)?.space_size ?? 0;
}
