import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Versions of V8 (Node 20 to 24) whose flags mean this; of one it does not know, V8 complains on standard error. */
const OLDEST = 11;
const NEWEST = 13;

/** What the heap may grow to until it is collected again, beside what was alive then: by itself V8 lets a small one grow to its fourfold, %. */
const GROWTH_PERCENT = 50;
/** Both halves of the space for new objects. V8 goes to twice as much; with half as much it collects so often that it shows. */
const YOUNG_BYTES = 16 * 1024 * 1024;
/** The multiple by which V8 makes it larger: from the 2 MB it begins with to what is wanted. */
const YOUNG_STEP = 8;
const LOOK_MS = 20;

/** Most of what is read is forgotten at once: the less garbage waits to be collected, the less memory is taken, and the better what is in use fits the caches. */
export function staySmall(): void {
  const version = Number.parseInt(process.versions.v8, 10);
  if (version < OLDEST || version > NEWEST) return;
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT.toString()}`);
  setFlagsFromString(`--semi-space-growth-factor=${YOUNG_STEP.toString()}`);
  const look = setInterval(() => {
    if (youngBytes() < YOUNG_BYTES) return;
    setFlagsFromString("--semi-space-growth-factor=1");
    clearInterval(look);
  }, LOOK_MS).unref();
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_size ?? 0;
}
