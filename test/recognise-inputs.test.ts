import { describe, expect, it } from "vitest";
import { rotationOf } from "../src/input/rotation.ts";
import { countNotes } from "../src/note-counter.ts";
import { recogniseInputs } from "../src/recognise-inputs.ts";
import { inputFile, scratchFolder } from "./input/support/scratch-folder.ts";

const scratch = scratchFolder();
const line = (second: number): string => `2026-11-22 15:00:0${String(second)}.000 7 INFO nova.compute.manager [-] Running\n`;

describe("the logs that are read", () => {
  it("are those of one rotation set from the oldest to the one still written to, whatever their names sort like", async () => {
    const inputs = ["nova-compute.log", "nova-compute.log.10", "nova-compute.log.2", "nova-api.log"].map((name, index) => {
      const input = inputFile(scratch.write(name, line(index)));
      return { ...input, ...rotationOf(input.path) };
    });
    const { recognised } = await recogniseInputs(inputs, countNotes());
    expect(recognised.map(({ input }) => input.path.slice(input.path.lastIndexOf("/") + 1))).toEqual(["nova-api.log", "nova-compute.log.10", "nova-compute.log.2", "nova-compute.log"]);
  });
});

describe("a log that many programs write", () => {
  const nova = (second: number): string => `2026-11-22T15:00:0${String(second)}.000+00:00 cmp1 nova-compute[7]: ${line(second)}`;
  const libvirt = "2026-11-22T15:00:05.000+00:00 cmp1 libvirtd[9]: 9: info : libvirt version: 9.0.0\n";
  const other = "2026-11-22T14:59:00.000+00:00 cmp1 kernel: eth0: link is up\n";
  const formatsOf = async (text: string): Promise<readonly string[]> => {
    const notes = countNotes();
    const { inputs, recognised } = await recogniseInputs([inputFile(scratch.write("messages", text))], notes);
    expect(inputs).toHaveLength(Math.max(1, recognised.length));
    return [...recognised.map(({ parser }) => parser.id), ...notes.diagnostics().map(({ code }) => code)];
  };

  it("is read in each format that stands in it, however late the first record of one does", async () => {
    const quiet = other.repeat(10_000);
    expect(await formatsOf(nova(1) + quiet + libvirt)).toEqual(["oslo-log", "libvirtd"]);
    expect(await formatsOf(libvirt + quiet + nova(1))).toEqual(["oslo-log", "libvirtd"]);
    expect(await formatsOf(quiet + nova(1))).toEqual(["oslo-log"]);
  });

  it.each([
    ["nova_libvirt of syslog", "2026-11-22T15:00:05.000+00:00 cmp1 nova_libvirt[9]: Cannot start job (query, none) for domain a\n"],
    ["nova_virtqemud of syslog", "2026-11-22T15:00:05.000+00:00 cmp1 nova_virtqemud[9]: Cannot start job (query, none) for domain a\n"],
    ["nova_libvirt of the journal", '{"__REALTIME_TIMESTAMP":"1795359605000000","SYSLOG_IDENTIFIER":"nova_libvirt","_HOSTNAME":"cmp1","MESSAGE":"Cannot start job (query, none) for domain a"}\n'],
    ["a container of any name", "[pod/libvirt-default-x7k2p/libvirt] 2026-11-22 15:00:05.000+0000: 9: warning : qemuDomainObjBeginJobInternal:6 : Cannot start job\n"],
  ])("has libvirt's records where %s sent them", async (_, record) => {
    expect(await formatsOf(nova(1) + other.repeat(10_000) + record)).toEqual(["oslo-log", "libvirtd"]);
  });

  it("is in no format that is read here if nobody wrote a record of one, whatever others say of them", async () => {
    expect(await formatsOf(`${other}2026-11-22T15:00:05.000+00:00 cmp1 systemd[1]: Started libvirtd.service - nova.compute follows.\n`)).toEqual(["unrecognised-file"]);
  });
});
