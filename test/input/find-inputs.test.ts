import { execFileSync, spawn } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, readFileSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { findInputs } from "../../src/input/find-inputs.ts";
import { disposeInputs } from "../../src/input/spool.ts";
import { scratchFolder } from "./support/scratch-folder.ts";

const scratch = scratchFolder();
const canMakePipes = process.platform !== "win32";

/** A folder of its own for one test, with these files. */
function folder(name: string, ...files: readonly string[]): string {
  const path = join(scratch.path, name);
  mkdirSync(path, { recursive: true });
  for (const file of files) scratch.write(join(name, file), file);
  return path;
}

async function pathsIn(root: string, ...paths: readonly string[]): Promise<readonly string[]> {
  const { inputs } = await findInputs(paths);
  return inputs.map(({ path }) => path.replace(`${root}/`, ""));
}

afterEach(disposeInputs);

describe("findInputs", () => {
  it("lists a folder with all below it in order of path", async () => {
    const root = folder("tree", "b.log", "a/z.log", "a/b/c.log", "B.log");
    expect(await pathsIn(root, root)).toEqual(["B.log", "a/b/c.log", "a/z.log", "b.log"]);
  });

  it("gives the same whatever the order of the arguments", async () => {
    const root = folder("order", "a.log", "b/c.log");
    const [a, b] = [join(root, "a.log"), join(root, "b")];
    expect(await findInputs([b, a])).toEqual(await findInputs([a, b]));
  });

  it("joins with one slash below a folder given with slashes at its end", async () => {
    const root = folder("slashes", "a.log");
    expect(await pathsIn(root, `${root}//`)).toEqual(["a.log"]);
  });

  it("lists a file given twice once", async () => {
    const root = folder("twice", "a.log");
    expect(await pathsIn(root, root, join(root, "a.log"), root)).toEqual(["a.log"]);
  });

  it("lists a file reached by a link under its own name", async () => {
    const root = folder("links", "real.log");
    symlinkSync("real.log", join(root, "a-link.log"));
    expect(await pathsIn(root, root)).toEqual(["real.log"]);
  });

  it("lists what stands behind a linked folder", async () => {
    const root = folder("linked-folder");
    const elsewhere = folder("elsewhere", "a.log");
    symlinkSync(elsewhere, join(root, "there"));
    expect(await pathsIn(root, root)).toEqual(["there/a.log"]);
  });

  it("lists files below a real folder under its name even where a link comes first", async () => {
    const root = folder("link-first", "real/a.log");
    symlinkSync("real", join(root, "a-link"));
    expect(await pathsIn(root, root)).toEqual(["real/a.log"]);
  });

  it("lists hard links to one file once", async () => {
    const root = folder("hard", "a.log");
    linkSync(join(root, "a.log"), join(root, "b.log"));
    expect(await pathsIn(root, root)).toEqual(["a.log"]);
  });

  it("ends when links form a loop", async () => {
    const root = folder("loop", "below/a.log");
    symlinkSync("..", join(root, "below", "up"));
    symlinkSync("self", join(root, "self"));
    expect(await pathsIn(root, root)).toEqual(["below/a.log"]);
  });

  it("notes a link that leads nowhere", async () => {
    const root = folder("broken", "a.log");
    symlinkSync("gone.log", join(root, "b.log"));
    const { notes } = await findInputs([root]);
    expect(notes).toMatchObject([{ code: "broken-link", file: `${root}/b.log` }]);
  });

  it("finds nothing in an empty folder", async () => {
    expect(await findInputs([folder("empty")])).toEqual({ inputs: [], notes: [] });
  });

  it("throws for a path that does not exist", async () => {
    await expect(findInputs([join(scratch.path, "missing.log")])).rejects.toMatchObject({ code: "no-such-path", hint: expect.any(String) as string });
  });

  it("throws for a path below a file", async () => {
    const root = folder("below-file", "a.log");
    await expect(findInputs([join(root, "a.log", "b.log")])).rejects.toMatchObject({ code: "no-such-path" });
  });

  it("tells size and time of last modification", async () => {
    const root = folder("facts", "a.log");
    utimesSync(join(root, "a.log"), 1_767_225_600, 1_767_225_600.25);
    const { inputs } = await findInputs([root]);
    expect(inputs).toMatchObject([{ bytes: 5, modifiedUs: 1_767_225_600_250_000 }]);
  });

  it("tells rotated files of one set", async () => {
    const root = folder("rotated", "a.log", "a.log.1", "a.log.2.gz");
    const { inputs } = await findInputs([root]);
    expect(inputs.map(({ lineage, rotation }) => [lineage, rotation])).toEqual([
      [`${root}/a.log`, 0],
      [`${root}/a.log`, -2],
      [`${root}/a.log`, -3],
    ]);
  });

  it.runIf(process.getuid?.() !== 0)("notes a folder it may not list and goes on", async () => {
    const root = folder("forbidden", "a.log", "closed/b.log");
    chmodSync(join(root, "closed"), 0);
    const { inputs, notes } = await findInputs([root]);
    chmodSync(join(root, "closed"), 0o700);
    expect(inputs).toHaveLength(1);
    expect(notes).toMatchObject([{ code: "unreadable-file", file: `${root}/closed`, text: "EACCES" }]);
  });
});

describe("findInputs with HOST=PATH", () => {
  it("takes the host off", async () => {
    const root = folder("host", "a.log");
    const { inputs } = await findInputs([`compute-1.example=${root}`]);
    expect(inputs).toMatchObject([{ host: "compute-1.example", path: `${root}/a.log` }]);
  });

  it("prefers the argument that names the host, whichever comes first", async () => {
    const root = folder("host-twice", "a.log");
    for (const paths of [[root, `c1=${root}`], [`c1=${root}`, root]]) {
      expect((await findInputs(paths)).inputs).toMatchObject([{ host: "c1" }]);
    }
  });

  it("takes the whole for a path where such a file exists", async () => {
    const root = folder("equals", "a=b.log");
    const here = process.cwd();
    process.chdir(root);
    const { inputs } = await findInputs(["a=b.log"]).finally(() => {
      process.chdir(here);
    });
    expect(inputs).toMatchObject([{ host: undefined, path: "a=b.log" }]);
  });

  it("takes no path for a host", async () => {
    await expect(findInputs(["./a=b"])).rejects.toMatchObject({ code: "no-such-path", message: expect.stringContaining("./a=b") as string });
  });
});

describe.runIf(canMakePipes)("findInputs with pipes", () => {
  it("leaves out a pipe found in a folder, with a note", async () => {
    const root = folder("pipe", "a.log");
    execFileSync("mkfifo", [join(root, "pipe")]);
    const { inputs, notes } = await findInputs([root]);
    expect(inputs).toHaveLength(1);
    expect(notes).toMatchObject([{ code: "special-file", file: `${root}/pipe` }]);
  });

  it("copies a named pipe to a private file until inputs are disposed", async () => {
    const pipe = join(folder("named-pipe"), "pipe");
    execFileSync("mkfifo", [pipe]);
    spawn("sh", ["-c", 'printf "one\\ntwo\\n" > "$0"', pipe]);
    const { inputs } = await findInputs([pipe]);
    const location = inputs[0]?.location ?? "";
    expect(inputs).toMatchObject([{ path: pipe, bytes: 8, modifiedUs: undefined }]);
    expect(readFileSync(location, "utf8")).toBe("one\ntwo\n");
    expect(statSync(location).mode & 0o777).toBe(0o600);
    await disposeInputs();
    expect(() => statSync(location)).toThrow("ENOENT");
  });

});

describe("findInputs with standard input", () => {
  it("copies it once, however often it is named", async () => {
    const { inputs } = await findInputs(["-", "-"], Readable.from([Buffer.from("from a "), Buffer.from("pipe\n")]));
    expect(inputs).toMatchObject([{ path: "(stdin)", bytes: 12, host: undefined }]);
    expect(readFileSync(inputs[0]?.location ?? "", "utf8")).toBe("from a pipe\n");
  });

  it("takes a host for it", async () => {
    expect((await findInputs(["c1=-"], Readable.from([]))).inputs).toMatchObject([{ path: "(stdin)", host: "c1" }]);
  });

  it("removes the copy at the exit of the process", async () => {
    const before = process.listeners("exit");
    const { inputs } = await findInputs(["-"], Readable.from([Buffer.from("x")]));
    process.listeners("exit").find((listener) => !before.includes(listener))?.(0);
    expect(() => statSync(inputs[0]?.location ?? "")).toThrow("ENOENT");
  });

  it("notes a stream that breaks", async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error("broken"));
      },
    });
    expect(await findInputs(["-"], broken)).toMatchObject({ inputs: [], notes: [{ code: "unreadable-file", file: "(stdin)" }] });
  });
});
