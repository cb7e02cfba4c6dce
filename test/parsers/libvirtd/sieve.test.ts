import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../../src/model/event.ts";
import type { NameSieve } from "../../../src/model/sieve.ts";
import { sieveOf } from "../../../src/parsers/libvirtd/sniff.ts";
import { libvirtd } from "../../../src/parsers/libvirtd/libvirtd.ts";
import { linesOf } from "../../support/parse.ts";

const SAMPLES = "samples/libvirtd";

/** Keeps what the sieve's data says: a plain rendering of src/model/sieve.ts, line by line. */
function keeps(sieve: NameSieve, lines: readonly string[]): boolean[] {
  let keep = true;
  return lines.map((line) => {
    if (sieve.start.every(({ offset, byte }) => line[offset] === byte)) {
      const nameAt = walk(sieve.path, line, sieve.offset);
      const nameEnd = nameAt === undefined ? -1 : line.indexOf(sieve.nameEnd, nameAt);
      const name = line.slice(nameAt, nameEnd);
      keep = nameEnd < 0 || (sieve.wanted.includes(name) && wantsMessage(sieve, name, line, nameEnd));
    }
    return keep;
  });
}

function wantsMessage({ messages }: NameSieve, name: string, line: string, nameEnd: number): boolean {
  const starts = messages?.starts.get(name);
  const at = walk(messages?.path ?? [], line, nameEnd);
  return starts === undefined || at === undefined || starts.some((text) => line.startsWith(text, at));
}

function walk(path: NameSieve["path"], line: string, from: number): number | undefined {
  let at = from;
  for (const step of path) {
    const rest = line.slice(at);
    const [passed = ""] = "text" in step ? [rest.startsWith(step.text) ? step.text : ""] : (step.skip === "digits" ? /^\d+/ : /^[a-z]+/i).exec(rest) ?? [];
    if (passed === "") return undefined;
    at += passed.length;
  }
  return at;
}

function eventsOf(lines: readonly string[], keep: (index: number) => boolean): LogEvent[] {
  const events: LogEvent[] = [];
  const session = libvirtd.open({ path: "x.log", modifiedUs: undefined, year: undefined, emit: (event) => events.push(event), note: () => undefined });
  lines.forEach((line, index) => {
    if (keep(index)) session.line(line, index + 1);
  });
  session.end();
  return events;
}

function sieved(lines: readonly string[], head: readonly string[] = lines): LogEvent[] {
  const sieve = sieveOf(head);
  if (sieve === undefined) throw new Error("a dated log has a sieve");
  const kept = keeps(sieve, lines);
  return eventsOf(lines, (index) => kept[index] === true);
}

const sampleLines = readdirSync(SAMPLES).map((name) => {
  const input = readdirSync(join(SAMPLES, name)).find((file) => file.startsWith("input.")) ?? "";
  return { name, lines: linesOf(readFileSync(join(SAMPLES, name, input), "utf8")) };
});
const dated = sampleLines.filter(({ lines }) => sieveOf(lines) !== undefined);

describe("the sieve", () => {
  it("is given for every dated log", () => {
    expect(dated.length).toBeGreaterThanOrEqual(8);
  });

  it.each(["0.9.7-dateless", "journal-cannot-start-job", "kubevirt-json", "journal-json", "syslog-libvirtd", "qemu-domain-log"])("is not given for %s", (name) => {
    expect(sieveOf(sampleLines.find((sample) => sample.name === name)?.lines ?? [])).toBeUndefined();
  });

  it.each(dated)("leaves the events of $name as they are", ({ lines }) => {
    expect(sieved(lines)).toEqual(eventsOf(lines, () => true));
  });

  it("leaves the events as they are, whatever order the records come in", () => {
    const head = dated[0]?.lines ?? [];
    const line = fc.constantFrom(...dated.flatMap(({ lines }) => lines));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        // Before the first record every line is kept, so both begin with one.
        const all = [head[0] ?? "", ...lines];
        expect(sieved(all, head)).toEqual(eventsOf(all, () => true));
      }),
      { numRuns: 150 },
    );
  });

  it("does not want the records that fill a debug log", () => {
    const { wanted } = sieveOf(dated[0]?.lines ?? []) ?? { wanted: [] };
    for (const name of ["virObjectRef", "virObjectUnref", "virEventPollRunOnce", "virJSONValueFromString"]) expect(wanted).not.toContain(name);
  });
});
