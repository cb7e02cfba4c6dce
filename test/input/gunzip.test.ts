import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { gunzip } from "../../src/input/gunzip.ts";

const text = Array.from({ length: 100_000 }, (_, line) => `${line} ${Math.imul(line, 2654435761) >>> 0}\n`).join("");
const whole = gzipSync(text);
const CHUNK = 16 * 1024;

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield Buffer.from(bytes.subarray(at, at + CHUNK));
}

/** What is given out, `waitMs` being spent on each block, and the failure. A failure nobody awaits fails the test run. */
async function read(bytes: Buffer, waitMs = 0): Promise<{ readonly text: string; readonly failed: boolean }> {
  const blocks: Uint8Array[] = [];
  let failed = false;
  try {
    for await (const block of gunzip(chunksOf(bytes))) {
      blocks.push(block);
      await sleep(waitMs);
    }
  } catch {
    failed = true;
  }
  return { text: Buffer.concat(blocks).toString(), failed };
}

describe("gunzip", () => {
  it("gives out blocks that stay as they are", async () => {
    expect(await read(whole)).toEqual({ text, failed: false });
  });

  it("can be left after any block", async () => {
    let blocks = 0;
    for await (const block of gunzip(chunksOf(whole))) blocks += Math.sign(block.length);
    for (let taken = 1; taken <= blocks; taken++) {
      let left = taken;
      for await (const block of gunzip(chunksOf(whole))) if (block.length > 0 && --left === 0) break;
      // What is left under way must not fail later, unheard.
      await sleep(2);
    }
    expect(blocks).toBeGreaterThan(5);
  });

  it.each([[0], [5]])("gives what stands before damage, though it is met ahead of a reader that takes %i ms for a block", async (waitMs) => {
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, CHUNK * 5 + 100, CHUNK * 5 + 200);
    const { text: before, failed } = await read(damaged, waitMs);
    expect(failed).toBe(true);
    expect(before.length).toBeGreaterThan(CHUNK * 5);
    // zlib may have gone a little beyond the damage before it saw it.
    expect(text.startsWith(before.slice(0, CHUNK * 5))).toBe(true);
  });

  it.each([[CHUNK * 3], [CHUNK * 3 + 1], [whole.length - 3]])("notes that data of %i bytes is cut short", async (length) => {
    const { text: before, failed } = await read(whole.subarray(0, length));
    expect(failed).toBe(true);
    expect(text.startsWith(before)).toBe(true);
    expect(before).not.toBe("");
  });
});
