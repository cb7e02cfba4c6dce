import { readdirSync, readlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cutUp } from "../../src/input/piece.ts";
import type { SiftTask } from "../../src/input/sift-in-order.ts";
import { siftInPool } from "../../src/input/sift-pool.ts";
import { inputFile, scratchFolder } from "./support/scratch-folder.ts";

const scratch = scratchFolder();

/** As built: threads cannot run TypeScript. */
const WORKER = new URL("../../dist/sift-worker.js", import.meta.url);

function tasksOf(file: string, pieceBytes: number): readonly SiftTask[] {
  const input = inputFile(file);
  return [...cutUp(input, input.bytes, pieceBytes)].map((piece) => ({ piece, sieves: [{ parser: "none", head: [] }] }));
}

describe("pieces read by several threads", () => {
  it("come in the order of the pieces, each with its batches first", async () => {
    const file = scratch.write("ordered.log", Array.from({ length: 5000 }, (_, index) => `${index}\n`).join(""));
    const tasks = tasksOf(file, 1000);
    const order: SiftTask[] = [];
    const lines: string[] = [];
    for await (const { task, batch } of siftInPool(tasks, 3, WORKER)) {
      if (batch === undefined) order.push(task);
      else for (let index = 0; index < batch.numbers.length; index++) lines.push(Buffer.from(batch.text.subarray(batch.starts[index], batch.ends[index])).toString());
    }
    expect(order).toEqual(tasks);
    expect(lines).toEqual(Array.from({ length: 5000 }, (_, index) => String(index)));
  });

  it.runIf(process.platform === "linux")("leave their file closed when they are no longer wanted", async () => {
    const file = scratch.write("left.log", "line\n".repeat(100_000));
    const timesOpen = (): number => readdirSync("/proc/self/fd").filter((fd) => linkOf(fd) === file).length;
    for await (const { batch } of siftInPool(tasksOf(file, 5000), 2, WORKER)) {
      expect(timesOpen()).toBe(1);
      if (batch !== undefined) break;
    }
    expect(timesOpen()).toBe(0);
  });

  it("pass on the fault of a thread", async () => {
    const faulty = new URL("data:text/javascript,throw new Error('on purpose')");
    const reading = siftInPool(tasksOf(scratch.write("fault.log", "line\n"), 1000), 2, faulty);
    await expect(reading.next()).rejects.toThrow("on purpose");
  });
});

/** What an open file is; undefined: it was closed meanwhile. */
function linkOf(fd: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return undefined;
  }
}
