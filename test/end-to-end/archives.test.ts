import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { tarOf, zipOf } from "../input/archive/support/archives.ts";
import { scratchFolder } from "../input/support/scratch-folder.ts";
import { analyseSample } from "../support/analyse.ts";
import { shortened } from "../support/shortened.ts";

const scratch = scratchFolder();
const SAMPLE = "samples/zed-boot-10";
const files = readdirSync(SAMPLE).map((name) => ({ name: `zed-boot-10/${name}`, content: shortened(readFileSync(join(SAMPLE, name))) }));
/** As collectors leave them: in no order, rotated, some not compressed, and among what is no log. */
const rotated = [
  { name: "zed-boot-10/", type: "5" },
  ...[...files].reverse().flatMap(({ name, content }) => {
    if (!name.endsWith("nova-compute.log.gz")) return [{ name, content }];
    const lines = gunzipSync(content).toString().split(/(?<=\n)/);
    const half = Math.floor(lines.length / 2);
    return [{ name: "zed-boot-10/nova-compute.log", content: lines.slice(half).join("") }, { name: "zed-boot-10/nova-compute.log.1.gz", content: gzipSync(lines.slice(0, half).join("")) }];
  }),
  { name: "zed-boot-10/etc/nova.conf", content: "[DEFAULT]\ndebug = true\n" },
];

/** A report without what differs by where the logs lie: paths, and sizes of files. */
function withoutPaths(report: Report, folder: string): unknown {
  return JSON.parse(JSON.stringify(report).replaceAll(`${folder}/`, "")) as unknown;
}

/** As another host would have it: equal files are one log. */
function withoutSecondLine(content: Buffer): Buffer {
  const text = content.readUInt16BE() === 0x1f8b ? gunzipSync(content) : content;
  const second = text.indexOf("\n") + 1;
  return Buffer.concat([text.subarray(0, second), text.subarray(text.indexOf("\n", second) + 1)]);
}

let unpacked: unknown;
let unpackedRotated: unknown;

beforeAll(async () => {
  for (const { name, content } of files) scratch.write(join("sample", name), content);
  unpacked = withoutPaths(await analyseSample([join(scratch.path, "sample")]), join(scratch.path, "sample"));
  for (const { name, content = "" } of rotated.filter(({ name }) => !name.endsWith("/")) as typeof files) scratch.write(join("unpacked", name), content);
  unpackedRotated = withoutPaths(await analyseSample([join(scratch.path, "unpacked")]), join(scratch.path, "unpacked"));
}, 60_000);

describe("an archive of the sample run", () => {
  it.each([
    ["tar", tarOf(...files), ""],
    ["tar.gz", gzipSync(tarOf(...files)), ""],
    ["zip", zipOf(...files), ""],
    ["tar.gz in a zip", zipOf({ name: "i.tar.gz", content: gzipSync(tarOf(...files)) }), "/i.tar.gz"],
    ["zip in a tar.gz", gzipSync(tarOf({ name: "i.zip", content: zipOf(...files) })), "/i.zip"],
  ])("as %s gives the report of the unpacked folder but for paths", async (kind, bytes, below) => {
    const path = scratch.write(`archive ${kind}`, bytes);
    expect(withoutPaths(await analyseSample([path]), `${path}${below}`)).toEqual(unpacked);
  });

  it.each([
    ["tar", tarOf(...rotated)],
    ["tar.gz", gzipSync(tarOf(...rotated))],
    ["zip", zipOf(...rotated)],
  ])("with a rotated log stored newest first, as %s, too", async (kind, bytes) => {
    const path = scratch.write(`rotated ${kind}`, bytes);
    expect(withoutPaths(await analyseSample([path]), path)).toEqual(unpackedRotated);
  });

  it("beside its unpacked folder counts once", async () => {
    const folder = join(scratch.path, "both");
    for (const { name, content } of files) scratch.write(join("both", name), content);
    scratch.write("both/zed-boot-10.tar.gz", gzipSync(tarOf(...files)));
    const report = await analyseSample([folder]);
    expect(report.run.requested).toBe(10);
    expect(report.diagnostics.find(({ code }) => code === "copied-file")?.count).toBe(files.length);
    expect(report.hotspots.find(({ resource }) => resource === "compute_resources")?.acquisitions).toBe(24);
  });

  it("twice, in folders of their own, counts once", async () => {
    for (const copy of ["1", "2"]) for (const { name, content } of files) scratch.write(join("twice", copy, name), content);
    const folder = join(scratch.path, "twice");
    const twice = await analyseSample([folder]);
    const once = await analyseSample([join(folder, "1")]);
    expect(twice.diagnostics.find(({ code }) => code === "copied-file")?.count).toBe(files.length);
    expect({ ...twice, diagnostics: [], inputs: [] }).toEqual({ ...once, diagnostics: [], inputs: [] });
    expect(twice.inputs.map(({ format }) => format)).toEqual([...once.inputs, ...once.inputs].map(({ format }) => format));
  });

  it("for each of two hosts tells them apart by the folder inside", async () => {
    const own = (host: string, content: Buffer): Buffer => (host === "cmp1" ? content : withoutSecondLine(content));
    const hosts = ["cmp1", "cmp2"].flatMap((host) => files.map(({ name, content }) => ({ name: name.replace("zed-boot-10", host), content: own(host, content) })));
    const report = await analyseSample([scratch.write("hosts.tar.gz", gzipSync(tarOf(...hosts)))]);
    expect([...new Set(report.inputs.map(({ host }) => host))].sort()).toEqual([expect.stringContaining("cmp1"), expect.stringContaining("cmp2")]);
  });
});

describe("an archive without logs", () => {
  const jar = zipOf({ name: "META-INF/MANIFEST.MF", content: "Manifest-Version: 1.0\n" }, ...Array.from({ length: 50 }, (_, index) => ({ name: `c${String(index)}.class`, content: "\xca\xfe\xba\xbe\0\0\x01" })));

  it("beside logs is one unrecognised file, not fifty", async () => {
    scratch.write("with-jar/app.jar", jar);
    for (const { name, content } of files) scratch.write(join("with-jar", name), content);
    const { inputs, diagnostics } = await analyseSample([join(scratch.path, "with-jar")]);
    expect(inputs.filter(({ format }) => format === null).map(({ path }) => path)).toEqual([join(scratch.path, "with-jar/app.jar")]);
    expect(diagnostics.filter(({ severity }) => severity === "warning").map(({ code, count }) => [code, count])).toContainEqual(["unrecognised-archive", 1]);
    expect(diagnostics.map(({ code }) => code)).not.toContain("unrecognised-file");
  });

  it("by itself is an error that says so", async () => {
    await expect(analyseSample([scratch.write("app.jar", jar)])).rejects.toMatchObject({ code: "nothing-recognised", message: expect.stringContaining("An archive holds nothing in a format that is read here") as string });
  });
});
