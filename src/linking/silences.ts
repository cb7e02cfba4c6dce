import type { RecordHead } from "../model/event.ts";
import type { Place } from "../model/trace.ts";
import type { RawSilence } from "./raw.ts";

/** Shorter ones are how any process writes, µs. */
const LONG_US = 400_000;

/** Kept for each log: the newest. About 100 bytes each. */
const MOST = 2000;

/** Notes how long each process of one log writes nothing while it works for a boot or delete. */
export interface SilenceWatch {
  /** The next line, and whether it is about a boot or delete. */
  readonly hear: (head: RecordHead, place: Place, matters: boolean) => void;
  readonly all: () => readonly RawSilence[];
}

export function watchSilences(): SilenceWatch {
  const last = new Map<number | undefined, { atUs: number; matteredUs: number }>();
  let silences: RawSilence[] = [];
  return {
    hear(head, place, matters) {
      const before = last.get(head.pid);
      if (before === undefined) {
        last.set(head.pid, { atUs: head.atUs, matteredUs: matters ? head.atUs : Number.NEGATIVE_INFINITY });
        return;
      }
      // What becomes of a boot's guest, the process tells between the lines of the boot.
      if (head.atUs - before.atUs >= LONG_US && (matters || before.atUs - before.matteredUs < LONG_US)) {
        silences.push({ fromUs: before.atUs, head, place });
        if (silences.length >= 2 * MOST) silences = silences.slice(-MOST);
      }
      if (head.atUs >= before.atUs) before.atUs = head.atUs;
      if (matters) before.matteredUs = head.atUs;
    },
    all: () => silences.slice(-MOST),
  };
}
