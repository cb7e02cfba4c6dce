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
