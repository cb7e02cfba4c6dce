import { describe, expect, it } from "vitest";
import type { Milestone } from "../../../src/model/event.ts";
import { columns } from "../../../src/parsers/phases/columns.ts";
import { phases } from "../../../src/parsers/phases/phases.ts";
import { linesOf, parse } from "../../support/parse.ts";

const T = "2024-03-08T09:00:0";

function milestones(text: string): readonly Milestone[] {
  return parse(phases, text).events.filter((event) => event.kind === "milestone");
}

function names(text: string): readonly string[] {
  return milestones(text).map(({ milestone }) => milestone);
}

function notes(text: string): readonly (readonly [string, number | undefined])[] {
  return parse(phases, text).notes.map(({ code, line }) => [code, line]);
}

describe("a table of phases", () => {
  it("tells the life of an instance", () => {
    const text = `id,create_start,create_accepted,active,ping,ssh,delete_start,delete_accepted,gone\nu1,${T}0Z,${T}1Z,${T}2Z,${T}3Z,${T}4Z,${T}5Z,${T}6Z,${T}7Z\n`;
    const startUs = Date.UTC(2024, 2, 8, 9) * 1000;
    expect(milestones(text).map(({ milestone, head }) => [milestone, (head.atUs - startUs) / 1e6])).toEqual([
      ["create-requested", 0],
      ["create-accepted", 1],
      ["active", 2],
      ["ping", 3],
      ["ssh", 4],
      ["delete-requested", 5],
      ["gone", 7],
    ]);
  });

  it("joins id, name and request", () => {
    const { events } = parse(phases, `name,id,req_id,create_start\nvm-1,u1,req-1,${T}0Z\n`);
    expect(events[0]).toMatchObject({ kind: "identity", instanceId: "u1", instanceName: "vm-1", requestId: "req-1", head: { instanceId: "u1", requestId: "req-1" } });
  });

  it("gives the delete its own request id", () => {
    const text = `id,req_id,del_req_id,create_start,delete_start\nu1,req-1,req-2,${T}0Z,${T}1Z\n`;
    expect(milestones(text).map(({ milestone, head }) => [milestone, head.requestId])).toEqual([
      ["create-requested", "req-1"],
      ["delete-requested", "req-2"],
    ]);
  });

  it("takes the name where there is no id", () => {
    expect(milestones(`name,create_start\nvm-1,${T}0Z\n`)[0]?.head.instanceId).toBe("vm-1");
  });

  it("takes columns in any order, spelt in any way", () => {
    expect(names(`First SSH;readyAt;Active-At;SERVER_ID;Create Start\n${T}3Z;x;${T}2Z;u1;${T}0Z\n`)).toEqual(["create-requested", "active", "ssh"]);
  });

  it("takes `instance` for the name where another column is the id", () => {
    const { events } = parse(phases, `instance,uuid,create_start\nvm-1,u1,${T}0Z\n`);
    expect(events[0]).toMatchObject({ instanceId: "u1", instanceName: "vm-1" });
  });

  it("prefers the documented name of a column to another name of it", () => {
    expect(milestones(`id,ready,active,create_start\nu1,${T}1Z,${T}2Z,${T}0Z\n`)[1]?.head.atUs).toBe(Date.UTC(2024, 2, 8, 9, 0, 2) * 1000);
  });

  it("does not know two spellings that mean different columns", () => {
    const spellings = columns.flatMap(({ name, aliases }) => [name, ...aliases]).filter((spelling) => !["instance", "server", "vm"].includes(spelling));
    expect(new Set(spellings).size).toBe(spellings.length);
  });

  it.each([",", ";", "\t", "|"])("takes %j between the fields", (delimiter) => {
    expect(names(["id,create_start", `u1,${T}0Z`].join("\n").replaceAll(",", delimiter))).toEqual(["create-requested"]);
  });

  it("ignores a byte order mark and carriage returns", () => {
    expect(names(`\uFEFFid,create_start\r\nu1,${T}0Z\r\n`)).toEqual(["create-requested"]);
  });

  it("counts physical lines where quoted fields have line ends", () => {
    const text = `id,create_start,fault\nu1,${T}0Z,"one\ntwo, ""three"""\n\nu2,${T}0Z,\n`;
    expect(milestones(text).map(({ milestone, head, detail }) => [milestone, head.line, detail])).toEqual([
      ["create-requested", 2, undefined],
      ["error", 2, 'one two, "three"'],
      ["create-requested", 5, undefined],
    ]);
  });

  it("reads line by line where a quote is not closed", () => {
    const text = `id,create_start,fault\nu1,${T}0Z,"open\nu2,${T}0Z,\n`;
    expect([names(text), notes(text).map(([code]) => code)]).toEqual([["create-requested", "error", "create-requested"], ["phases-open-quote"]]);
  });

  it("skips headings that come again", () => {
    expect(notes(`id,create_start\nu1,${T}0Z\nid,create_start\nu2,${T}0Z\n`)).toEqual([]);
  });

  it("counts a row that names nothing", () => {
    expect(notes(`id,create_start\n,${T}0Z\n`)).toEqual([["phases-row-rejected", 2]]);
  });

  it("counts an instant that it cannot read and keeps the others", () => {
    const text = `id,create_start,active\nu1,${T}0Z,later\n`;
    expect([names(text), notes(text)]).toEqual([["create-requested"], [["phases-unknown-instant", 2]]]);
  });

  it.each(["", "-", "None", "nan", "NULL", "n/a"])("takes %j for nothing", (nothing) => {
    const text = `id,create_start,active\nu1,${T}0Z,${nothing}\n`;
    expect([names(text), notes(text)]).toEqual([["create-requested"], []]);
  });
});

describe("a boot that failed", () => {
  it("is an error at the instant its final state was seen, and was not active", () => {
    const text = `id,final,create_start,active,fault\nu1,ERROR,${T}0Z,${T}5Z,No valid host was found.\n`;
    expect(milestones(text).slice(1).map(({ milestone, head, detail }) => [milestone, head.atUs, detail])).toEqual([
      ["error", Date.UTC(2024, 2, 8, 9, 0, 5) * 1000, "No valid host was found."],
    ]);
  });

  it("is an error at the last thing seen where its instant is not given", () => {
    expect(milestones(`id,final,create_start,create_accepted\nu1,error,${T}0Z,${T}1Z\n`).at(-1)?.head.atUs).toBe(Date.UTC(2024, 2, 8, 9, 0, 1) * 1000);
  });

  it("has only its request where the create call was refused", () => {
    const { events } = parse(phases, `name,id,req_id,post_status,create_start,create_accepted\nvm-1,,req-1,403,${T}0Z,${T}1Z\n`);
    expect(events.map(({ kind, head }) => [kind, head.instanceId, head.requestId])).toEqual([
      ["milestone", undefined, "req-1"],
      ["milestone", undefined, "req-1"],
    ]);
  });

  it("says the status of a refusal without another reason", () => {
    expect(milestones(`name,post_status,create_start\nvm-1,503,${T}0Z\n`)).toMatchObject([{ milestone: "error", detail: "HTTP 503" }]);
  });

  it("is none where a column of flags says so", () => {
    expect(names(`id,create_start,active,error\nu1,${T}0Z,${T}1Z,False\n`)).toEqual(["create-requested", "active"]);
  });
});

describe("a journal of phases", () => {
  const line = (ev: string, second: number, more: object = {}): string => JSON.stringify({ ts: `${T}${String(second)}Z`, ev, name: "vm-1", ...more });

  it("gives the id, learnt later, to the create call", () => {
    const text = [line("create_start", 0), line("create_accepted", 1, { id: "u1", status: 202, req_id: "req-1" })].join("\n");
    expect(milestones(text)[0]).toMatchObject({ milestone: "create-requested", head: { instanceId: "u1", requestId: "req-1", line: 1 } });
  });

  it("takes the first ACTIVE of the states", () => {
    const states = ["BUILD", "ACTIVE", "ACTIVE"].map((status, index) => line("state", index + 1, { id: "u1", status }));
    expect(milestones([line("create_start", 0), ...states].join("\n")).map(({ milestone, head }) => [milestone, head.line])).toEqual([
      ["create-requested", 1],
      ["active", 3],
    ]);
  });

  it("takes ERROR for a failure", () => {
    expect(names([line("create_start", 0), line("state", 3, { id: "u1", status: "ERROR" })].join("\n"))).toEqual(["create-requested", "error"]);
  });

  it("takes a refused create call for an error of its request", () => {
    const text = [line("create_start", 0), line("create_accepted", 1, { status: 403, req_id: "req-1" })].join("\n");
    expect(milestones(text).map(({ milestone, head }) => [milestone, head.instanceId, head.requestId])).toEqual([
      ["create-requested", undefined, "req-1"],
      ["error", undefined, "req-1"],
    ]);
  });

  it("takes a second create call of a name for another instance", () => {
    const run = (id: string, second: number): string[] => [line("create_start", second), line("create_accepted", second + 1, { id })];
    expect(milestones([...run("u1", 0), ...run("u2", 5)].join("\n")).map(({ head }) => head.instanceId)).toEqual(["u1", "u1", "u2", "u2"]);
  });

  it("reads rows of the table as objects", () => {
    expect(names(JSON.stringify({ uuid: "u1", create_start: 1709888400.25, ready: `${T}9Z`, fault: null }))).toEqual(["create-requested", "active"]);
  });

  it("counts lines that it cannot read", () => {
    expect(notes([line("create_start", 0), "{cut", line("coffee", 1)].join("\n"))).toEqual([
      ["phases-row-rejected", 2],
      ["phases-unknown-event", 3],
    ]);
  });
});

describe("recognising phases", () => {
  it.each([
    ["a table", `name,id,create_start\nvm-1,u1,${T}0Z`],
    ["a table of other spellings", "Instance;Requested;Booted"],
    ["a table behind a comment", "# made by bench 1.2\nid\tcreate_start"],
    ["a journal", `{"ts": "${T}0Z", "ev": "bench_start", "n": 2}\n{"ts": "${T}0Z", "ev": "create_start", "name": "vm-1"}`],
    ["rows as objects", '{"id": "u1", "create_start": 1709888400}'],
  ])("is sure of %s", (_what, text) => {
    expect(phases.sniff(linesOf(text))).toBeGreaterThan(0.8);
  });

  it.each([
    ["a table without instants of creation", "id,name,flavor"],
    ["a log", "2023-11-14 22:13:30.123 7 INFO nova.compute.manager [-] id, name, create_start"],
    ["another journal", `{"event": "started", "time": "${T}0Z", "name": "x"}`],
    ["nothing", ""],
  ])("does not take %s", (_what, text) => {
    expect(phases.sniff(linesOf(text))).toBe(0);
  });
});
