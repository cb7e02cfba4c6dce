import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { UNSHOWABLE } from "../support/hostile-output.ts";

const compute = gunzipSync(readFileSync("samples/zed-boot-10/nova-compute.log.gz"));
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "trace-rank-files-"));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

function folder(name: string): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  return path;
}

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Lets the program tell its peak of resident memory, KiB, as its last line of standard error; not by resourceUsage, whose peak includes that of the process that started it. */
const TELL_MEMORY = "data:text/javascript,import{readFileSync}from'node:fs';process.on('exit',()=>process.stderr.write('peak '+/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status','utf8'))[1]+'\\n'))";

function run(args: readonly string[], importing: readonly string[] = []): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...importing.flatMap((one) => ["--import", one]), "dist/cli.js", ...args], { encoding: "utf8", maxBuffer: 64e6, timeout: 30_000 });
  return { code: status, out: stdout, err: stderr };
}

function report(args: readonly string[]): Report {
  const { code, out, err } = run([...args, "--format", "json"]);
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out) as Report;
}

/** Runs the program and does something to its files again and again until it is over. */
async function meanwhile(args: readonly string[], act: () => void): Promise<Ran> {
  const child = spawn(process.execPath, ["dist/cli.js", ...args]);
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const timer = setInterval(act, 10);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearInterval(timer);
  return { code, out, err };
}

const MEMORY_KIB = 256 * 1024;

describe("a line without end", () => {
  it.each([
    ["300 MB of x", "x", 300],
    ["400 MB of nothing, which a hole is", "\0", 400],
  ])("of %s takes bounded memory", (_, fill, megabytes) => {
    const path = join(folder("long"), "nova-compute.log");
    const file = openSync(path, "w");
    writeSync(file, compute);
    if (fill === "\0") ftruncateSync(file, compute.length + megabytes * 1e6);
    else for (let written = 0; written < megabytes; written++) writeSync(file, fill.repeat(1e6));
    closeSync(file);
    appendFileSync(path, "\n");
    const { code, out, err } = run([path, "--format", "json"], [TELL_MEMORY]);
    rmSync(path);
    expect(code).toBe(0);
    expect((JSON.parse(out) as Report).diagnostics.map((each) => each.code)).toContain(fill === "\0" ? "nul-bytes" : "long-line");
    expect(Number(/peak (\d+)/.exec(err)?.[1])).toBeLessThan(MEMORY_KIB);
  });
});

describe("a folder with what is no log", () => {
  it("is read past loops of links, pipes, sockets and links to devices, each told", async () => {
    const path = folder("odd");
    writeFileSync(join(path, "nova-compute.log"), compute);
    symlinkSync(path, join(path, "loop"));
    symlinkSync("b", join(path, "a"));
    symlinkSync("a", join(path, "b"));
    symlinkSync("/dev/zero", join(path, "zero"));
    symlinkSync("nowhere", join(path, "broken"));
    spawnSync("mkfifo", [join(path, "pipe")]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(path, "socket"), resolve));
    const { inputs, diagnostics } = report([path]);
    server.close();
    expect(inputs.map((input) => input.path)).toEqual([join(path, "nova-compute.log")]);
    expect(diagnostics.map(({ code, count }) => [code, count])).toEqual(expect.arrayContaining([["broken-link", 3], ["special-file", 3]]));
  });

  it("is shown by names that cannot touch the terminal", () => {
    const path = folder("names");
    for (const name of ["\u001b[31mred\n<b>|`.log", "x".repeat(250), "\u202etxt", "__proto__"]) writeFileSync(join(path, name), compute.subarray(0, 30_000));
    writeFileSync(join(path, "\u001b[2Jprose\r.txt"), "Once upon a time.\n");
    for (const format of ["terminal", "markdown", "json"]) {
      for (const view of ["rank", "timeline"]) {
        const { code, out, err } = run([view, path, "--format", format]);
        expect([code, err]).toEqual([0, ""]);
        expect(out).not.toMatch(UNSHOWABLE);
      }
    }
    expect(run([join(path, "\u001b[2J")]).err).not.toMatch(UNSHOWABLE);
  });

  it("is read beside a named pipe that is given by name", async () => {
    const pipe = join(folder("piped"), "nova-compute.log");
    spawnSync("mkfifo", [pipe]);
    const writer = spawn("/bin/sh", ["-c", `gunzip -c samples/zed-boot-10/nova-compute.log.gz > "${pipe}"`]);
    const { code, out } = await meanwhile([pipe, "--format", "json"], () => undefined);
    writer.kill();
    expect(code).toBe(0);
    expect((JSON.parse(out) as Report).run.requested).toBe(10);
  });
});

describe("a log that changes while it is read", () => {
  it("may grow", async () => {
    const path = join(folder("growing"), "nova-compute.log");
    writeFileSync(path, compute);
    const { code, out } = await meanwhile([path, "--format", "json"], () => {
      appendFileSync(path, compute.subarray(0, 20_000));
    });
    expect(code).toBe(0);
    expect((JSON.parse(out) as Report).run.requested).toBe(10);
  });

  it.each([
    ["vanish", (path: string): void => rmSync(path, { force: true })],
    ["be cut to nothing", (path: string): void => truncateSync(path)],
    ["be cut in the middle of a line", (path: string): void => truncateSync(path, 100_001)],
    ["become something else", (path: string): void => writeFileSync(path, "\u001b[2J<b>\n".repeat(1000))],
  ])("may %s", async (_, change) => {
    // At different moments: before it is looked at, while it is read, when its lines are quoted.
    for (const delay of [1, 12, 20, 28]) {
      const path = join(folder("changing"), "nova-compute.log");
      writeFileSync(path, Buffer.concat([compute, compute, compute]));
      let turns = 0;
      const { code, out, err } = await meanwhile([path], () => {
        if (++turns === delay) change(path);
      });
      expect([0, 2]).toContain(code);
      expect(err).toMatch(/^(?:trace-rank: [^\n]*\n(?: {2}[^\n]*\n)?)?$/);
      expect(out).not.toMatch(UNSHOWABLE);
    }
  });
});
