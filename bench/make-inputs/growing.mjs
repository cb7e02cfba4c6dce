// The inputs of the growth table: one host with twenty boots, and the same grown two, four and eight times.
import { captureFacts, captureFolder, partOf, readLog } from "./captures.mjs";
import { builtInput } from "./cache.mjs";
import { apiReads, libvirtNoise, periodicWork, uncontendedLock } from "./fillers.mjs";
import { renaming } from "./rename.mjs";
import { BETWEEN_RUNS_S, LIBVIRTD_KINDS, NOVA_KINDS } from "./repeated-log.mjs";
import { readTemplate, renderTemplate } from "./template.mjs";

/** Names of the logs, what differs in copies of them, and their share of irrelevant lines. */
const LOGS = [
  { name: "libvirtd.log", kinds: LIBVIRTD_KINDS, share: 0.5, filler: libvirtNoise },
  { name: "nova-compute.log", kinds: NOVA_KINDS, share: 0.3, filler: periodicWork },
  { name: "nova-api.log", kinds: NOVA_KINDS, share: 0.2, filler: apiReads },
];

export const growths = [
  { id: "irrelevant", title: "lines that do not matter", build: (factor) => filled("irrelevant", factor, LOGS) },
  {
    id: "uncontended",
    title: "locks that were free",
    build: (factor) => filled("uncontended", factor, [{ name: "nova-compute.log", share: 1, filler: uncontendedLock }]),
  },
  { id: "runs", title: "runs of boots, ten minutes apart", build: (factor) => repeated("runs", factor, ({ toS }) => toS, () => BETWEEN_RUNS_S) },
  // The instances of all batches but the last stay, so that the next batch follows within what a run may pause.
  { id: "one-run", title: "boots of a single run", build: (factor) => repeated("one-run", factor, ({ deleteS }) => deleteS, ({ fromS, deleteS }) => deleteS - fromS) },
];

/** The capture itself is the first step of every growth. */
export function baseInput() {
  return repeated("base", 1);
}

function capture() {
  return captureFolder("zed-boot-20", "zed-boot-10");
}

/** As many batches as `factor`, one after the other: when all but the last end, and the seconds from one to the next. */
function repeated(id, factor, endOf, distanceOf) {
  return builtInput(`growth-${id}-${factor}x`, [capture()], (output) => {
    const facts = captureFacts(capture());
    for (const { name, kinds } of LOGS) {
      const log = readLog(capture(), name);
      const file = output.open(name);
      file.write(Buffer.from(factor === 1 ? log : partOf(log, undefined, endOf(facts)), "latin1"));
      for (let number = 1; number < factor; number++) {
        const batch = templateOf(partOf(log, facts.fromS, number === factor - 1 ? facts.toS : endOf(facts)), kinds);
        file.write(renderTemplate(batch, renaming({ number, shiftS: number * distanceOf(facts) })));
      }
      file.close();
    }
    return { boots: facts.boots * factor };
  });
}

/** The same as last time if it is of the same text. */
let last = { text: "", kinds: [], template: undefined };
function templateOf(text, kinds) {
  if (last.text !== text || last.kinds !== kinds) last = { text, kinds, template: readTemplate(text, kinds) };
  return last.template;
}

/** The capture with as many bytes of other lines between its own that all together grow `factor` times. */
function filled(id, factor, fillers) {
  return builtInput(`growth-${id}-${factor}x`, [capture()], (output) => {
    const facts = captureFacts(capture());
    const logs = LOGS.map(({ name }) => ({ name, log: readLog(capture(), name) }));
    const added = (factor - 1) * logs.reduce((sum, { log }) => sum + log.length, 0);
    for (const { name, log } of logs) {
      const file = output.open(name);
      const filler = fillers.find((one) => one.name === name);
      if (filler === undefined) file.write(Buffer.from(log, "latin1"));
      else fill(log, filler.filler, added * filler.share, (piece) => file.write(Buffer.from(piece, "latin1")));
      file.close();
    }
    return { boots: facts.boots };
  });
}

// 2026-11-22 15:02:01.391 24371 DEBUG …   2026-11-22 15:01:44.130+0000: 24291: info : …
const HEAD = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})(\+0000)?:? (\d+)/;

/** Spreads `bytes` bytes of filler evenly behind the records of a log, at times between that record's and the next one's. */
function fill(log, filler, bytes, write) {
  const records = [...log.matchAll(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/gm)].map(({ index }) => index);
  let trackerFree = true;
  let number = 0;
  let given = 0;
  write(log.slice(0, records[0]));
  records.forEach((from, index) => {
    const to = records[index + 1] ?? log.length;
    const record = log.slice(from, to);
    const pieces = [record];
    const [, stamp, zone = "", writer] = HEAD.exec(record) ?? [];
    trackerFree = isTrackerFree(record, trackerFree);
    const wanted = (bytes * (index + 1)) / records.length - given;
    const fromMs = timeOf(stamp);
    const toMs = Math.max(fromMs, index + 1 < records.length ? timeOf(log.slice(to, to + 23)) : fromMs);
    for (let done = 0; done < wanted; ) {
      const at = new Date(Math.round(fromMs + ((toMs - fromMs) * done) / wanted)).toISOString();
      const piece = filler(`${at.slice(0, 10)} ${at.slice(11, 23)}${zone}`, writer, number++, trackerFree);
      pieces.push(piece);
      done += piece.length;
      given += piece.length;
    }
    write(pieces.join(""));
  });
}

function timeOf(stamp) {
  return Date.parse(`${stamp.slice(0, 10)}T${stamp.slice(11)}Z`);
}

function isTrackerFree(record, before) {
  if (record.includes('Lock "compute_resources" acquired by')) return false;
  return before || record.includes('Lock "compute_resources" "released" by');
}
