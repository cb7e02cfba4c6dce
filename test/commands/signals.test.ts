import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { closeSync, constants, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/** From the signal to the exit: "at once". */
const AT_ONCE_MS = 1000;

const log = gunzipSync(readFileSync("samples/zed-boot-10/nova-compute.log.gz"));

let folder: string;
let temporary: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trace-rank-signals-"));
  temporary = join(folder, "tmp");
  mkdirSync(temporary);
});
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

interface Running {
  readonly process: ChildProcess;
  /** Code, signal and the time since `send`. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly atMs: number }>;
  readonly output: () => string;
}

function start(args: readonly string[]): Running {
  const spawned = spawn(process.execPath, ["dist/cli.js", ...args], { env: { ...process.env, TMPDIR: temporary }, stdio: ["pipe", "pipe", "pipe"] });
  child = spawned;
  spawned.stdin.on("error", () => undefined);
  let output = "";
  spawned.stdout.on("data", (text: Buffer) => (output += text.toString()));
  spawned.stderr.on("data", (text: Buffer) => (output += text.toString()));
  const ended = new Promise<Awaited<Running["ended"]>>((resolve) => {
    spawned.once("close", (code, signal) => resolve({ code, signal, atMs: performance.now() }));
  });
  return { process: spawned, ended, output: () => output };
}

/** Until the copy of an input that can be read only once has begun. */
async function copying(): Promise<void> {
  const begun = (): boolean => readdirSync(temporary).some((name) => existsSync(join(temporary, name, "input")) && statSync(join(temporary, name, "input")).size > 0);
  for (let tries = 0; !begun(); tries++) {
    if (tries > 1000) throw new Error("nothing was copied");
    await sleep(10);
  }
}

async function stopped(running: Running, signal: NodeJS.Signals): Promise<number | null> {
  const sentMs = performance.now();
  running.process.kill(signal);
  const { code, atMs } = await running.ended;
  expect(atMs - sentMs).toBeLessThan(AT_ONCE_MS);
  return code;
}

/** Standard input that goes on for ever. */
async function readingStdin(...args: readonly string[]): Promise<Running> {
  const running = start(["-", ...args]);
  running.process.stdin?.write(log);
  await copying();
  return running;
}

describe("a run that is told to end", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("by %s exits at once with %i and leaves neither a temporary file nor a word", async (signal, code) => {
    const running = await readingStdin();
    expect(await stopped(running, signal)).toBe(code);
    expect(readdirSync(temporary)).toEqual([]);
    expect(running.output()).toBe("");
  });

  it("leaves no output file, nor a part of one", async () => {
    const running = await readingStdin("--output", join(folder, "report.txt"));
    expect(await stopped(running, "SIGINT")).toBe(130);
    expect(readdirSync(folder)).toEqual(["tmp"]);
  });

  it("leaves an earlier output file as it was", async () => {
    const file = join(folder, "report.txt");
    writeFileSync(file, "an earlier report\n");
    const running = await readingStdin("--output", file);
    expect(await stopped(running, "SIGINT")).toBe(130);
    expect(readFileSync(file, "utf8")).toBe("an earlier report\n");
    expect(readdirSync(folder).sort()).toEqual(["report.txt", "tmp"]);
  });

  it.skipIf(process.platform === "win32")("ends at once while it waits for a named pipe to go on", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const writer = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    try {
      writeSync(writer, log.subarray(0, 4096));
      const running = start([pipe]);
      await copying();
      expect(await stopped(running, "SIGINT")).toBe(130);
      expect(readdirSync(temporary)).toEqual([]);
    } finally {
      closeSync(writer);
    }
  });

  it.skipIf(process.platform === "win32")("ends at once while it waits for a named pipe to be opened", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const running = start([pipe]);
    while (readdirSync(temporary).length === 0) await sleep(10);
    expect(await stopped(running, "SIGINT")).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
