import { describe, expect, it } from "vitest";
import { hotspots } from "../../src/analyses/hotspots/hotspots.ts";
import { timelines } from "../../src/analyses/timelines/timelines.ts";
import { link } from "../../src/linking/link.ts";
import type { LogEvent } from "../../src/model/event.ts";
import { leastCpuMs } from "../support/cpu-ms.ts";
import { acquired, lineagesOf, linkSource, milestone, released, requested } from "../support/events.ts";
import { study } from "../support/traces.ts";

interface Load {
  readonly acquisitions: number;
  readonly locks: number;
  readonly boots: number;
  /** Boots that always wait for each lock, which is passed on every 10 ms. */
  readonly waiting: number;
  readonly releases: boolean;
}

function busyLog({ acquisitions, locks, boots, waiting, releases }: Load): readonly LogEvent[] {
  const boot = (index: number): { requestId: string; instanceId: string } => {
    const number = index % boots;
    return { requestId: `req-${number}`, instanceId: `4696d181-0000-4000-8000-${String(number).padStart(12, "0")}` };
  };
  const events: LogEvent[] = [];
  for (let index = 0; index < boots; index++) events.push(milestone(0, "build-started", boot(index)));
  for (let turn = 0; turn * locks < acquisitions; turn++) {
    for (let number = 0; number < locks; number++) {
      const of = (one: number): { lock: string; form: "context"; at: ReturnType<typeof boot> } => ({ lock: `lock-${number}`, form: "context", at: boot(one + number) });
      if (releases && turn > 0) events.push(released(turn * 10, of(turn - 1)));
      events.push(requested(turn * 10, of(turn + waiting)), acquired(turn * 10, of(turn)));
    }
  }
  return events;
}

function secondsFor(load: Load): number {
  const events = busyLog(load);
  const tookMs = leastCpuMs(() => {
    const trace = link([linkSource("nova-compute.log")], lineagesOf([{ path: "nova-compute.log", events }]), { zone: undefined });
    const about = study(trace);
    expect(hotspots.answer(about).hotspots).toHaveLength(load.locks);
    expect(timelines.answer(about).instances).toHaveLength(load.boots);
  }, LONGEST_S * 1000);
  return tookMs / 1000;
}

/** Of the processor. Each takes about a second or less; what grows with the square of the number takes many times as long. */
const LONGEST_S = 5;

describe("pairing, linking and ranking take less than five seconds", () => {
  it("for many acquisitions of many locks", () => {
    expect(secondsFor({ acquisitions: 20_000, locks: 50, boots: 100, waiting: 5, releases: true })).toBeLessThan(LONGEST_S);
  });

  it("for a thousand boots that wait for one lock", () => {
    expect(secondsFor({ acquisitions: 5_000, locks: 1, boots: 1_200, waiting: 1_000, releases: true })).toBeLessThan(LONGEST_S);
  });

  it("for a lock whose release is never logged", () => {
    expect(secondsFor({ acquisitions: 20_000, locks: 1, boots: 100, waiting: 5, releases: false })).toBeLessThan(LONGEST_S);
  });
});

describe("pairing", () => {
  it("takes hardly longer behind ten thousand who wait for one lock than behind ten", () => {
    const pairingMs = (waiting: number): number => {
      const events = busyLog({ acquisitions: 20_000, locks: 1, boots: waiting + 5, waiting, releases: true });
      return leastCpuMs(() => void lineagesOf([{ path: "nova-compute.log", events }]), 0);
    };
    // To look at all who wait takes a hundred times as long.
    expect(pairingMs(10_000)).toBeLessThan(10 * pairingMs(10));
  });
});
