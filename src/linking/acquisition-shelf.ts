import { bisector, rollup } from "d3-array";
import { unite, type Interval } from "../lib/intervals.ts";
import { folding } from "./fold.ts";
import type { Fold, RawAcquisition } from "./raw.ts";
import type { Retention } from "./retention.ts";

/** A wait this long may be a contention in every format but traces, of which all is kept; µs. */
const CONTENDED_US = 1000;

/** The acquisitions of one log: contended ones, the holds that others waited for, those of the newest boots and deletes, and the newest of the rest. */
export interface AcquisitionShelf {
  readonly add: (acquisition: RawAcquisition) => void;
  /** It was none after all. */
  readonly remove: (acquisition: RawAcquisition) => void;
  readonly all: () => RawAcquisition[];
  /** Those given up, counted. */
  readonly folds: () => readonly Fold[];
}

export function acquisitionShelf({ acquisitions: room, matters }: Retention): AcquisitionShelf {
  let staying: RawAcquisition[] = [];
  let loose: RawAcquisition[] = [];
  /** Waits that were put aside when room was last made: holds given up next may have caused them. */
  let latestWaits: RawAcquisition[] = [];
  const given = folding();

  // Of jobs and permits of libvirt only the waits are told: the calls themselves are operations.
  const mayGo = ({ state, form, writer, work }: RawAcquisition): boolean => state === "released" && (form === "job" || !matters(writer, work));

  room.join({
    settle: () => {
      const waits = loose.filter(isContended);
      const blamed = causesOf([...latestWaits, ...waits]);
      const rest: RawAcquisition[] = [];
      let count = 0;
      for (const acquisition of loose) {
        if (isContended(acquisition) || acquisition.form === "traced" || blamed(acquisition)) staying.push(acquisition);
        else {
          rest.push(acquisition);
          if (mayGo(acquisition)) count++;
        }
      }
      loose = rest;
      latestWaits = waits;
      return count;
    },
    giveUp: (count) => {
      let left = count;
      loose = loose.filter((acquisition) => {
        if (left <= 0 || !mayGo(acquisition)) return true;
        left--;
        given.fold(acquisition);
        return false;
      });
    },
  });

  return {
    add: (acquisition) => {
      loose.push(acquisition);
      room.fill(1);
    },
    remove: (acquisition) => {
      const at = loose.lastIndexOf(acquisition);
      if (at >= 0) loose.splice(at, 1);
      else staying = staying.filter((one) => one !== acquisition);
    },
    all: () => {
      const all = [...staying, ...loose];
      staying = [];
      loose = [];
      latestWaits = [];
      return all;
    },
    folds: given.folds,
  };
}

/** What is still waited for, or was given up, counts too. */
function isContended({ waitUs, state }: RawAcquisition): boolean {
  return state === "abandoned" || (waitUs ?? 0) >= CONTENDED_US;
}

const byEnd = bisector((stretch: Interval) => stretch.endUs).right;

/** Tells of a hold whether any of these waits for the same lock lasted into it. */
function causesOf(waits: readonly RawAcquisition[]): (hold: RawAcquisition) => boolean {
  const stretches = rollup(waits, (some) => unite(some.flatMap(waitOf)), ({ writer }) => writer.pid, ({ lock }) => lock);
  return (hold) => {
    const waited = stretches.get(hold.writer.pid)?.get(hold.lock);
    const endUs = hold.releasedUs ?? hold.goneUs ?? hold.acquiredUs;
    if (waited === undefined || endUs === undefined) return false;
    const startUs = hold.acquiredUs ?? endUs - (hold.holdUs ?? 0);
    const next = waited[byEnd(waited, startUs)];
    return next !== undefined && next.startUs < endUs;
  };
}

function waitOf({ acquiredUs, waitUs }: RawAcquisition): readonly Interval[] {
  return acquiredUs === undefined || waitUs === undefined ? [] : [{ startUs: acquiredUs - waitUs, endUs: acquiredUs }];
}
