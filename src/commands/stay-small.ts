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
/** Where this much is in use, the room saved no longer counts, and to collect half as often takes half the time. */
const HUGE_BYTES = 256 * 1024 * 1024;
const LOOK_MS = 20;

/** Most of what is read is forgotten at once: the less garbage waits to be collected, the less memory is taken. */
export function staySmall(): void {
  const version = Number.parseInt(process.versions.v8, 10);
  if (version < OLDEST || version > NEWEST) return;
  setFlagsFromString(`--heap-growing-percent=${SMALL_PERCENT.toString()}`);
  setFlagsFromString(`--semi-space-growth-factor=${YOUNG_STEP.toString()}`);
  const due: readonly Step[] = [
    { space: "new_space", bytes: YOUNG_BYTES, flag: "--semi-space-growth-factor=1" },
    { space: "old_space", bytes: LARGE_BYTES, flag: `--heap-growing-percent=${LARGE_PERCENT.toString()}` },
    { space: "old_space", bytes: HUGE_BYTES, flag: "--semi-space-growth-factor=2" },
  ];
  let done = 0;
  const look = setInterval(() => {
    const spaces = getHeapSpaceStatistics();
    for (let step = due[done]; step !== undefined && bytesOf(spaces, step.space) >= step.bytes; step = due[++done]) setFlagsFromString(step.flag);
    if (done === due.length) clearInterval(look);
  }, LOOK_MS).unref();
}

/** What is asked of V8 once a space has so many bytes. */
interface Step {
  readonly space: string;
  readonly bytes: number;
  readonly flag: string;
}

function bytesOf(spaces: readonly HeapSpaceInfo[], wanted: string): number {
  return spaces.find(({ space_name: name }) => name === wanted)?.space_size ?? 0;
}
