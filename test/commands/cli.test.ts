import { spawnSync } from "node:child_process";
import { copyFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Explanation } from "../../src/model/explanation.ts";
import type { Report } from "../../src/model/report.ts";
import type { ScalingReport } from "../../src/model/scaling.ts";
import type { WhatIfReport } from "../../src/model/what-if-report.ts";
import { sampleReport } from "../support/sample-report.ts";
import { objections, validatorOf } from "../support/schemas.ts";
import { tarOf } from "../input/archive/support/archives.ts";

// Any control character but the line feed.
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

let folder: string;
const compute = "samples/zed-boot-10/nova-compute.log.gz";
/** The same ten boots, in half the time: for what is the same of any logs. */
const phases = "samples/zed-boot-10/phases.csv";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trace-rank-cli-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Takes longer than any other run here. */
const LONGEST = ["why", "compute_resources", "samples/zed-boot-10", "--format", "json"];

interface RunOptions {
  readonly input?: Buffer;
  readonly env?: NodeJS.ProcessEnv;
}

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What was run already, by its arguments: the program is not asked twice what it answered once. */
const answered = new Map<string, Ran>();

function run(args: readonly string[], options?: RunOptions): Ran {
  // What writes files, or is told more than its arguments, is another run each time.
  if (options !== undefined || args.includes("--output") || args.includes("--redact-map")) return runAnew(args, options);
  const key = JSON.stringify(args);
  const ran = answered.get(key) ?? runAnew(args);
  answered.set(key, ran);
  return ran;
}

function runAnew(args: readonly string[], options: RunOptions = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/cli.js", ...args], { encoding: "utf8", maxBuffer: 64e6, input: options.input, env: { ...process.env, ...options.env } });
  return { code: status, out: stdout, err: stderr };
}

function json(...args: readonly string[]): Report {
  return JSON.parse(run([...args, "--format", "json"]).out) as Report;
}

describe("trace-rank", () => {
  it("prints its version", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(run(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });

  it.each([["--help"], ["rank", "--help"], ["timeline", "--help"], ["why", "--help"], ["what-if", "--help"], ["diff", "--help"], ["scaling", "--help"], ["formats", "--help"]])("shows an example in %s %s, within 80 columns", (...args) => {
    const { code, out } = run(args);
    expect(code).toBe(0);
    expect(out).toMatch(/Examples?:\n {2}trace-rank/);
    expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("compares runs by their number of boots, and refuses a law of fewer than four numbers", () => {
    expect(JSON.parse(run(["scaling", compute, "--format", "json"]).out)).toMatchObject({
      runs: [{ n: 10, makespanUs: expect.any(Number) as number, perInstanceUs: expect.any(Number) as number }],
      usl: null,
      reason: "runs of at least 4 different numbers of boots are needed, these are of 1",
    });
    expect(run(["scaling", compute, compute]).out).toMatch(/^boots +makespan[\s\S]*No law fitted: runs of at least 4/);
  });

  it("says of which releases the runs are where these differ", () => {
    expect(run(["scaling", compute, "samples/grizzly-boot-40/as-installed"]).out.replace(/\s+/g, " ")).toContain("of different releases (nova Zed with 10 boots, Grizzly with 40 boots)");
  });

  it("writes to a file how runs compare, redacted, with nothing on standard output", () => {
    const file = join(folder, "scaling.json");
    expect(run(["scaling", compute, "--redact", "--format", "json", "--output", file])).toEqual({ code: 0, out: "", err: `trace-rank: wrote ${file}: 1 run\n` });
    expect(objections(validatorOf("scaling"), JSON.parse(readFileSync(file, "utf8")) as object)).toEqual([]);
    expect((JSON.parse(readFileSync(file, "utf8")) as ScalingReport).runs[0]?.path).toMatch(/^logs-\d+\/nova-compute\.log\.gz$/);
  });

  it("leaves out runs outside the window, whatever is asked of them", () => {
    for (const command of [["scaling", phases], ["diff", phases, phases], ["what-if", phases, "--remove", "compute_resources"]]) {
      expect(run([...command, "--until", "2020-01-01"])).toMatchObject({ code: 2, out: "", err: expect.stringMatching(/^trace-rank: .*[Nn]o boot .* in these logs in the window asked for/) as string });
    }
    const asked = ["scaling", phases];
    expect(run(asked).code).toBe(0);
    expect(run([...asked, "--since", "2020-01-01", "--until", "2099-01-01"]).out).toBe(run(asked).out);
  });

  it("judges an answer though nobody reads it", () => {
    const codeOf = (...args: readonly string[]) => spawnSync("bash", ["-c", '"$0" "$@" 2>&1 | true; exit ${PIPESTATUS[0]}', process.execPath, "dist/cli.js", ...args]).status;
    expect([codeOf(phases), codeOf(phases, "--fail-on", "boots.ready > 0"), codeOf(compute, "--strict")]).toEqual([0, 1, 2]);
  });

  it("refuses to compare logs without a boot", () => {
    expect(run(["scaling", "samples/libvirtd/9.0-one-request-a-client"])).toMatchObject({ code: 2, err: expect.stringContaining("no boot became ready") as string });
  });

  it("ranks without being told to", () => {
    expect(run([compute]).out).toBe(run(["rank", compute]).out);
  });

  it("reads standard input as it reads the file", () => {
    const piped = run(["-"], { input: readFileSync(compute) });
    expect(piped.out.replaceAll("(stdin)", compute)).toContain("10 ready (ACTIVE)");
  });

  it("reads an archive from standard input as it reads the folder", () => {
    const tar = tarOf({ name: "zed-boot-10/nova-compute.log.gz", content: readFileSync(compute) });
    for (const input of [tar, gzipSync(tar)]) {
      expect(run(["-"], { input }).out.replaceAll("(stdin)/", "samples/")).toBe(run([compute]).out);
    }
  });

  it("lists every format with an example", () => {
    const { out } = run(["formats"]);
    for (const id of ["oslo-log", "libvirtd", "lock-trace", "atop", "phases"]) expect(out).toMatch(new RegExp(`^${id}\\n`, "m"));
    expect(out.match(/^ {2}example: {2}\S/gm)).toHaveLength(5);
  });

  it("predicts a run without a hotspot named by its id or its resource", () => {
    const asked = (of: string) => JSON.parse(run(["what-if", compute, "--remove", of, "--format", "json"]).out) as WhatIfReport;
    const { hotspots } = json(compute);
    const tracker = hotspots.find(({ resource }) => resource === "compute_resources");
    const answer = asked("compute_resources");
    expect(answer).toEqual(asked(tracker?.id ?? ""));
    expect(answer.scenario).toMatchObject([{ change: "remove", hotspot: tracker?.id, service: "nova-compute", value: null }]);
    expect(answer.prediction?.makespanUs).toBe(tracker?.prediction?.makespanUs);
    expect(Math.abs(answer.calibration?.error ?? 1)).toBeLessThan(0.05);
    expect(run(["what-if", compute, "--remove", "compute_resources"]).out).toMatch(/^With compute_resources \(H\d+\) out of the way the last instance would\s/);
  });

  it("says what can be asked for when a what-if names nothing that is there, or nothing at all", () => {
    const { code, err } = run(["what-if", compute, "--remove", "nowhere"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^trace-rank: nowhere: no such hotspot in these logs\n {2}Name one by its id or its resource: H1 \(/);
    expect(run(["what-if", compute]).code).toBe(2);
    expect(run(["what-if", compute, "--limit", "compute_resources=0"]).code).toBe(2);
    expect(run(["what-if", compute, "--scale", "compute_resources"]).err).toContain("a factor from 0 to 1000");
  });

  it("writes to the file named and leaves nothing else behind", () => {
    const file = join(folder, "report.md");
    const { code, out } = run([phases, "--format", "markdown", "--output", file]);
    expect([code, out]).toEqual([0, ""]);
    expect(readFileSync(file, "utf8")).toMatch(/^## What happened/);
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  it("writes to a link's target and keeps the link", () => {
    const link = join(folder, "link.md");
    symlinkSync("target.md", link);
    expect(run([phases, "--output", link]).code).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, "target.md"), "utf8")).toMatch(/^What happened/);
  });

  it("knows both spellings of colour", () => {
    expect(run([phases, "--no-color"]).out).toBe(run([phases, "--no-colour"]).out);
  });

  it("says where it wrote the report, unless told to be quiet", () => {
    const file = join(folder, "quiet.txt");
    expect(run([phases, "--output", file]).err).toMatch(/^trace-rank: wrote .*quiet\.txt: 10 boots, \d+ hotspots\n$/);
    expect(run([phases, "--output", file, "--quiet"]).err).toBe("");
  });

  it("is silent when its reader stops reading", () => {
    const { status, stderr } = spawnSync("/bin/sh", ["-c", `"${process.execPath}" dist/cli.js ${phases} --format json | head -c 10`], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  });

  it("keeps to what --instance names", () => {
    const { instances, hotspots } = json(compute, "--instance", "4336ad99");
    expect(instances.map(({ id }) => id)).toEqual(["4336ad99-4faa-4cfd-96ff-d1fea7a07c10"]);
    expect(hotspots.find(({ resource }) => resource === "compute_resources")?.acquisitions).toBe(2);
  });

  it("derives the number of one hotspot from its lines, to the same sum as the ranking's", async () => {
    const ranked = (await sampleReport("samples/zed-boot-10")).hotspots.find(({ resource }) => resource === "compute_resources");
    const told = JSON.parse(run(LONGEST).out) as Explanation;
    expect(told.hotspot).toEqual(ranked);
    expect(told.parts.reduce((sum, { totalUs }) => sum + totalUs, 0)).toBe(ranked?.waitUs.total);
    for (const { waitUs, how, evidence } of told.waits) {
      expect(how).toBe("stated");
      expect(evidence[0]?.text).toContain(`:: waited ${(waitUs / 1e6).toFixed(3)}s`);
    }
  });

  it("finds a host by the name the command line gave it, though its log has its own", () => {
    const { hotspots } = json(`c1=${compute}`, "--host", "c1");
    expect(hotspots.find(({ resource }) => resource === "compute_resources")?.acquisitions).toBe(24);
  });

  it("sums only what lies in the window, and says so", () => {
    const window = ["--since", "2026-11-22T14:57:40Z"];
    expect(json(compute, ...window).hotspots.find(({ resource }) => resource === "compute_resources")?.acquisitions).toBe(12);
    expect(run([compute, ...window]).out).toContain("sums, maxima and");
  });

  it("says of a timeline's window that what it touches is told whole", () => {
    const window = [phases, "--until", "2026-11-22T14:57:20Z"];
    expect(run(["timeline", ...window]).out).toMatch(/until 2026-11-22 14:57:20\.000Z; each is told\s+whole\./);
    expect(run(["timeline", ...window, "--format", "markdown"]).out).toContain("each is told whole.");
  });

  it("keeps two hosts' locks apart", () => {
    for (const host of ["c1", "c2"]) {
      mkdirSync(join(folder, "hosts", host), { recursive: true });
      // Equal ones would be one log collected twice.
      writeFileSync(join(folder, "hosts", host, "nova-compute.log"), `${host}\n${gunzipSync(readFileSync(compute)).toString()}`);
    }
    const found = json(join(folder, "hosts")).hotspots.find(({ resource }) => resource === "compute_resources");
    expect([found?.locks, found?.hosts, found?.acquisitions, found?.maxQueueDepth]).toEqual([2, ["vm (c1)", "vm (c2)"], 48, 8]);
  });

  it("counts a log beside its compressed copy once", () => {
    const copies = join(folder, "copies");
    mkdirSync(copies);
    copyFileSync(compute, join(copies, "nova-compute.log.gz"));
    writeFileSync(join(copies, "nova-compute.log"), gunzipSync(readFileSync(compute)));
    expect(json(copies).hotspots.find(({ resource }) => resource === "compute_resources")?.acquisitions).toBe(24);
  });

  it("reports the same whatever the order of its arguments", () => {
    expect(run([compute, phases, "--format", "json"]).out).toBe(run([phases, compute, "--format", "json"]).out);
  });

  it("reports the same whatever --jobs", () => {
    expect(run([compute, "--format", "json", "--jobs", "3"]).out).toBe(run([compute, "--format", "json"]).out);
  });

  it("shows no progress where standard error is no terminal", () => {
    expect(run(LONGEST).err).toBe("");
  });

  it("reports the same in any time zone of the machine", () => {
    const [here, away] = ["Asia/Kolkata", "America/New_York"].map((TZ) => run([compute, "--format", "json"], { env: { TZ } }).out);
    expect(away).toBe(here);
  });

  it("moves local logs by --timezone", () => {
    const utc = json(compute).run.fromUs;
    expect(json(compute, "--timezone", "+02:00").run.fromUs).toBe(utc - 2 * 3_600_000_000);
  });

  it("says of a log without debug lines that waits are invisible, and which option shows them", () => {
    const file = join(folder, "info.log");
    writeFileSync(file, gunzipSync(readFileSync(compute)).toString().split("\n").filter((line) => !line.includes(" DEBUG ")).join("\n"));
    const { out } = run([file]);
    expect(out).toContain("No wait is visible");
    expect(out).toContain("debug = True");
  });
});

describe("tables", () => {
  it("are all written into a folder that is named as one, made if need be", () => {
    const to = join(folder, "tables/");
    expect(run([compute, "--format", "csv", "--output", to, "--quiet"])).toEqual({ code: 0, out: "", err: "" });
    expect(readdirSync(to).sort()).toEqual(["hotspots.csv", "instances.csv", "spans.csv", "waits.csv"]);
    expect(readFileSync(join(to, "waits.csv"), "utf8").startsWith("hotspot,kind,service,")).toBe(true);
  });

  it.each([
    [["--format", "parquet"], "it is no text for a terminal or a pipe"],
    [["--table", "waits"], "terminal has no tables"],
    [["--max-events", "5"], "terminal has no events"],
    [["--format", "json", "--output", "./"], "json is one file"],
    [["--format", "csv", "--table", "waits", "--output", "./"], "a folder takes all tables"],
  ])("are refused where they make no sense: %j", (options, why) => {
    const { code, out, err } = run([phases, ...options]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(why);
  });
});

describe("a gate", () => {
  it("ends with 1 after the report where a condition is met, and says which and by what", () => {
    const { code, out, err } = run([compute, "--fail-on", "hotspot.total > 1ms", "--fail-on", "boots.error > 0"]);
    expect(code).toBe(1);
    expect(out).toContain("What happened");
    expect(err).toMatch(/^trace-rank: --fail-on hotspot\.total > 1ms: H1 .+\n$/);
  });

  it("shows the place of a mistake before it reads anything", () => {
    const { code, out, err } = run(["no-such-folder", "--fail-on", "makespan > 120"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("    makespan > 120\n                  ^\n");
  });
});

describe("what is redacted", () => {
  it("can be undone with the key, which only its owner may read", () => {
    const to = join(folder, "key.json");
    const { code, out, err } = run([compute, "--redact", "--redact-map", to]);
    expect([code, err]).toEqual([0, expect.stringMatching(/^trace-rank: wrote .*key\.json: \d+ names; keep it to yourself\n$/)]);
    expect(lstatSync(to).mode & 0o777).toBe(0o600);
    const key = JSON.parse(readFileSync(to, "utf8")) as Record<string, string>;
    const plain = run([compute]).out;
    expect(Object.values(key).filter((original) => plain.includes(original)).length).toBeGreaterThan(0);
    expect(Object.values(key).filter((original) => original.length > 3 && out.includes(original))).toEqual([]);
  });

  it("needs to be asked for before there is a key", () => {
    expect(run([compute, "--redact-map", "key.json"])).toMatchObject({ code: 2, out: "" });
  });
});

describe("two runs", () => {
  it("of the same logs differ in nothing", () => {
    const { code, out } = run(["diff", compute, compute, "--fail-on", "diff.verdict != no change"]);
    expect(code).toBe(0);
    expect(out.replaceAll("\n", " ")).toContain("No change beyond noise: the last of 10 boots was ready after 22.9 s instead of 22.9 s (±0 %).");
  });

  it.each([
    [[compute], "two runs are needed"],
    [[compute, compute, compute], "two runs are needed"],
    [[compute, "--before", compute], "beside --before and --after"],
    [["--before", compute], "two runs are needed"],
    [[compute, compute, "--noise", "a lot"], "a share from 0% to 100% is needed"],
  ])("are needed: %j", (args, why) => {
    const { code, err } = run(["diff", ...args]);
    expect(code).toBe(2);
    expect(err).toContain(why);
  });
});

describe("a run that cannot succeed ends with exit code 2 and one line that says why:", () => {
  it("a path that does not exist", () => {
    const { code, out, err } = run(["no/such/path"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^trace-rank: No such file or folder: no\/such\/path\n/);
  });

  it("a hotspot that is not there, with those that are", () => {
    const { code, out, err } = run(["why", "tables", compute]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^trace-rank: tables: no such hotspot in these logs\n {2}Name one by its id or its resource: .*nova-iptables/);
  });

  it("an empty folder", () => {
    const empty = join(folder, "empty");
    mkdirSync(empty);
    const { code, err } = run([empty]);
    expect(code).toBe(2);
    expect(err).toMatch(/^trace-rank: No files in .*\n {2}Name the folder/);
  });

  it("nothing but an empty file", () => {
    const file = join(folder, "nothing.log");
    writeFileSync(file, "");
    const { code, err } = run([file]);
    expect(code).toBe(2);
    expect(err).toMatch(/^trace-rank: A file is empty: .*nothing\.log\n/);
  });

  it("an archive without logs", () => {
    const file = join(folder, "logs.tar");
    writeFileSync(file, tarOf({ name: "notes.txt", content: "nothing of use\n" }));
    const { code, err } = run([file]);
    expect(code).toBe(2);
    expect(err).toMatch(/^trace-rank: An archive holds nothing in a format that is read here: .*logs\.tar\n/);
  });

  it("nothing but garbage", () => {
    const file = join(folder, "garbage");
    writeFileSync(file, Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)));
    const { code, err } = run([file]);
    expect(code).toBe(2);
    expect(err).toContain("In no format that is read here");
  });

  it.each([
    ["--until", ["--since", "2026-11-23", "--until", "2026-11-22"]],
    ["--timezone", ["--timezone", "Mars/Olympus"]],
    ["--top", ["--top", "0"]],
    ["--year", ["--year", "soon"]],
    ["--since", ["--since", "yesterday"]],
    ["--since", ["--since", "2026-02-30 10:00"]],
    ["--format", ["--format", "pdf"]],
    ["--sort", ["--sort", "luck"]],
    ["--run", ["--run", "7"]],
    ["--jobs", ["--jobs", "0"]],
    ["--jobs", ["--jobs", "257"]],
    ["--instance", ["--instance", "nobody"]],
    ["--output", ["--output", "no/such/folder/report"]],
  ])("a bad %s", (option, args) => {
    const { code, out, err } = run([phases, ...args]);
    expect([code, out]).toEqual([2, ""]);
    expect(err.split("\n")[0]).toMatch(option === "--output" ? /Cannot write/ : new RegExp(option));
  });

  it("a folder that is not there to write to, before anything is read", () => {
    expect(run(["no/such/logs", "--output", "no/such/folder/report"]).err).toBe("trace-rank: Cannot write to no/such/folder/report: there is no folder no/such/folder\n  Name a file in a folder that exists and may be written to.\n");
  });

  it("a clock that was guessed under --strict", () => {
    const { code, err } = run([compute, "--strict"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^trace-rank: --strict: The clock of .*\n {2}Say its zone with --timezone\.\n/);
    expect(run([compute, "--strict", "--timezone", "UTC"]).code).toBe(0);
  });

  it("a file left out under --strict, after the report", () => {
    const file = join(folder, "prose.txt");
    writeFileSync(file, "Once upon a time there was a cloud.\n");
    const { code, out, err } = run([file, phases, "--strict"]);
    expect(code).toBe(2);
    expect(out).toContain("What happened");
    expect(err).toMatch(/^trace-rank: --strict: /);
  });
});

describe("a complaint about options", () => {
  it.each([["rank"], ["timeline"]])("of %s names the help that lists them", (command) => {
    expect(run([command, "--nope"]).err).toContain(`trace-rank ${command} --help`);
  });
});

describe("hostile names", () => {
  it("never reach the terminal as control characters", () => {
    const file = join(folder, "hostile.log");
    const hostile = "\u001b[31mred\u0007<script>|`";
    writeFileSync(file, gunzipSync(readFileSync(compute)).toString().replaceAll("compute_resources", hostile));
    for (const format of ["terminal", "markdown"]) {
      const { out } = run([file, "--format", format]);
      expect(out).toContain("red");
      expect(out).not.toMatch(CONTROL);
    }
  });
});
