// Inputs are built once, into a folder that git ignores, and again when what they are made by or from has changed.
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { root, shownPath } from "./captures.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(root, "bench", ".cache");

/**
 * The folder of an input.
 *
 * @param {string} name Also says its size.
 * @param {readonly string[]} captures Folders it is made from.
 * @param {(output: Output) => object} make Writes its files; what it returns is kept with them.
 * @returns {{ folder: string, facts: { bytes: number, lines: number, sha256: string } }} Sizes are those of the text, decompressed.
 */
export function builtInput(name, captures, make) {
  const folder = join(cache, `${name}-${fingerprint(captures)}`);
  const factsFile = `${folder}.json`;
  if (!existsSync(factsFile)) {
    removeOlder(name);
    const started = performance.now();
    process.stderr.write(`bench: building ${shownPath(folder)} …`);
    const output = openOutput(`${folder}.part`);
    const told = make(output);
    rmSync(folder, { recursive: true, force: true });
    renameSync(`${folder}.part`, folder);
    writeWhole(factsFile, JSON.stringify({ ...told, ...output.facts() }, undefined, 1));
    process.stderr.write(` ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  }
  return { folder, facts: JSON.parse(readFileSync(factsFile, "utf8")) };
}

/** A kind of file system for one input: counts what is written. */
function openOutput(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const digest = createHash("sha256");
  let bytes = 0;
  let lines = 0;
  const count = (piece) => {
    digest.update(piece);
    bytes += piece.length;
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++;
  };
  const place = (path) => {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    return target;
  };
  return {
    /** Writes a file piece by piece. */
    open(path) {
      const file = openSync(place(path), "w");
      let size = 0;
      return {
        write(piece) {
          count(piece);
          for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
          size += piece.length;
        },
        size: () => size,
        close: () => closeSync(file),
      };
    },
    /** Writes a file at once; one whose name ends in .gz compressed. */
    put(path, content) {
      count(content);
      writeWhole(place(path), path.endsWith(".gz") ? gzipSync(content) : content);
    },
    facts: () => ({ bytes, lines, sha256: digest.digest("hex") }),
  };
}

function writeWhole(path, content) {
  const file = openSync(path, "w");
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  closeSync(file);
}

/** Of the makers' own text and of the names and sizes of what they read. */
function fingerprint(captures) {
  const digest = createHash("sha256");
  for (const file of readdirSync(here).sort()) digest.update(readFileSync(join(here, file)));
  for (const folder of captures) {
    for (const file of readdirSync(folder).sort()) digest.update(`${file} ${statSync(join(folder, file)).size}\n`);
  }
  return digest.digest("hex").slice(0, 8);
}

function removeOlder(name) {
  if (!existsSync(cache)) return;
  for (const file of readdirSync(cache)) {
    if (file.startsWith(`${name}-`) && /^-[0-9a-f]{8}(?:\.json|\.part)?$/.test(file.slice(name.length))) rmSync(join(cache, file), { recursive: true });
  }
}
