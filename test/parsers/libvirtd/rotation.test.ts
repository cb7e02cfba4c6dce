import { describe, expect, it } from "vitest";
import { findInputs } from "../../../src/input/find-inputs.ts";
import type { LogEvent } from "../../../src/model/event.ts";
import { libvirtd } from "../../../src/parsers/libvirtd/libvirtd.ts";
import { countNotes } from "../../../src/note-counter.ts";
import { readSources } from "../../../src/read-sources.ts";
import { recogniseInputs } from "../../../src/recognise-inputs.ts";
import { linesOf } from "../../support/parse.ts";
import { scratchFolder } from "../../input/support/scratch-folder.ts";

const folder = scratchFolder();

const record = (at: string, tid: number, rest: string): string => `2018-03-05 14:09:${at}+0000: ${tid}: debug : ${rest}`;
const MESSAGE = "client=0xc len=28 prog=536903814 vers=1 proc=12";
const read = (at: string, serial: number): string => record(at, 1, `virNetServerClientDispatchRead:9 : RPC_SERVER_CLIENT_MSG_RX: ${MESSAGE} type=0 status=0 serial=${serial}`);
const queued = (at: string): string => record(at, 1, "virNetServerDispatchNewMessage:203 : server=0x1 client=0xc message=0xa");
const taken = (at: string, tid: number): string => record(at, tid, "virNetServerHandleJob:152 : server=0x1 client=0xc message=0xa");
const answered = (at: string, tid: number, serial: number): string => record(at, tid, `virNetServerClientSendMessageLocked:9 : RPC_SERVER_CLIENT_MSG_TX_QUEUE: ${MESSAGE} type=1 status=0 serial=${serial}`);
const BANNER = record("10.000", 1, "libvirt version: 4.0.0").replace("debug", "info");

/** What is told of each of these files of one rotation set, the oldest first. */
function told(...files: readonly (readonly string[])[]): readonly (readonly LogEvent[])[] {
  let memory: unknown;
  return files.map((file) => {
    const events: LogEvent[] = [];
    const session = libvirtd.open({ path: "libvirtd.log", modifiedUs: undefined, year: undefined, memory, emit: (event) => events.push(event), note: () => undefined });
    linesOf(file.join("\n")).forEach((line, index) => {
      session.line(line, index + 1);
    });
    session.end();
    memory = session.memory?.();
    return events;
  });
}

describe("a daemon's log that was rotated", () => {
  it("ends in one file what began in the one before, in the process that is known from there", () => {
    const [, events] = told([BANNER, read("20.000", 7), queued("20.000"), taken("20.001", 9)], [answered("25.000", 9, 7)]);
    expect(events).toContainEqual(expect.objectContaining({ kind: "lock-released", lock: "libvirtd client requests", head: expect.objectContaining({ pid: 1, line: 1 }) }));
  });

  it("tells of a call that was read in the one before since then, at the line by which it was taken here", () => {
    const [before, events] = told([BANNER, read("20.000", 7), queued("20.000")], [taken("22.001", 9), answered("25.000", 9, 7)]);
    const isRequest = expect.objectContaining({ lock: "libvirtd client requests" });
    expect(before).not.toContainEqual(isRequest);
    expect(events?.filter((event) => "lock" in event && event.lock === "libvirtd client requests").map(({ kind, head: { atUs, line } }) => [kind, (atUs / 1e6) % 60, line])).toEqual([["lock-acquired", 20, 1], ["lock-released", 25, 2]]);
  });

  it("tells of a call that was read with the last line of the one before", () => {
    const [, events] = told([BANNER, read("20.000", 7)], [queued("20.000"), taken("22.001", 9), answered("25.000", 9, 7)]);
    expect(events?.filter((event) => "lock" in event && event.lock === "libvirtd client requests").map(({ kind, head: { atUs, line } }) => [kind, (atUs / 1e6) % 60, line])).toEqual([["lock-acquired", 20, 2], ["lock-released", 25, 3]]);
  });

  it("tells of no call that is read later than it seems to have been taken, as the files are in another order than their names say", () => {
    const [, events] = told([BANNER, read("40.000", 7), queued("40.000")], [taken("22.001", 9), answered("25.000", 9, 7)]);
    expect(events).not.toContainEqual(expect.objectContaining({ lock: "libvirtd client requests" }));
  });

  it("is read though its files are in another order than their names say", () => {
    const [, events] = told([BANNER, read("40.000", 8), queued("40.000"), taken("40.001", 9)], [read("20.000", 7), queued("20.000"), taken("20.001", 9)]);
    expect(events?.filter(({ kind }) => kind === "lock-acquired")).toHaveLength(2);
  });

  it("holds no more calls in the end than were open", async () => {
    folder.write("libvirtd.log.1", [BANNER, read("20.000", 7), queued("20.000"), taken("20.001", 9), ""].join("\n"));
    folder.write("libvirtd.log", [answered("25.000", 9, 7), read("26.000", 8), queued("26.000"), taken("26.001", 9), answered("27.000", 9, 8), ""].join("\n"));
    const notes = countNotes();
    const { recognised } = await recogniseInputs((await findInputs([folder.path])).inputs, notes);
    const { lineages } = await readSources(recognised, { year: undefined, jobs: 1, pieceBytes: undefined, room: undefined, progress: undefined, note: notes.add });
    expect(lineages.flatMap(({ paired }) => paired.acquisitions).filter(({ lock }) => lock === "libvirtd client requests").map(({ state }) => state)).toEqual(["released", "released"]);
  });
});
