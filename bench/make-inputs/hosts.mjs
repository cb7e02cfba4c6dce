// Input (c): forty compute hosts and a controller, collected into one directory, booting at the same time.
import { captureFacts, captureFolder, readLog, root, stampOf } from "./captures.mjs";
import { builtInput } from "./cache.mjs";
import { inSyslog, mergedLog, recordsOf } from "./records.mjs";
import { renaming } from "./rename.mjs";
import { readTemplate, renderTemplate } from "./template.mjs";

const HOSTS = 40;
/** Every third host's logs are compressed, every fifth was traced, every tenth writes to syslog. */
const COMPRESSED = 3;
const TRACED = 5;
const SYSLOG = 10;

/** What a compute host writes and what the controller does. */
const OF_HOST = ["nova-compute.log", "libvirtd.log", "neutron-linuxbridge-agent.log", "atop-P.txt", "stap-lock.sym.txt"];
const OF_CONTROLLER = [
  "nova-api.log", "nova-conductor.log", "nova-scheduler.log", "neutron-server.log", "keystone.log", "keystone-uwsgi.log", "placement-api.log",
  "placement-uwsgi.log", "glance-api.log",
];
/** Threads and pointers are a host's own; they may be the same on another. */
const KINDS = ["time", "ctime", "atopTime", "epoch", "uuid", "device", "domain", "host"];
/** Where no capture has a trace of its own. */
const SAMPLE_TRACE = "samples/lock-trace/trace-rank";

export function hostsInput(size) {
  const plain = captureFolder("zed-boot-10");
  const traced = captureFolder("zed-boot-20-stap");
  const hosts = Math.max(2, Math.round(HOSTS * size));
  return builtInput(`hosts-${hosts}`, [plain, traced].filter((folder) => folder !== undefined), (output) => {
    const captures = [openCapture(plain), ...(traced === undefined ? [] : [openCapture(traced)])];
    const startS = captures[0].fromS;
    const ofController = new Map([...OF_CONTROLLER, "phases.csv"].map((name) => [name, []]));
    let boots = 0;
    for (let number = 0; number < hosts; number++) {
      const capture = captures[number % TRACED === TRACED - 1 ? captures.length - 1 : 0];
      const host = `compute-${String(number + 1).padStart(2, "0")}`;
      // A few seconds apart, as requests of one script are.
      const rename = renaming({ number, shiftS: startS - capture.fromS + (number % 3), host });
      const ending = number % COMPRESSED === COMPRESSED - 1 ? ".gz" : "";
      for (const name of OF_HOST) {
        const log = capture.log(name);
        if (log === undefined) continue;
        const copy = renderTemplate(log, rename);
        if (name === "nova-compute.log" && number % SYSLOG === SYSLOG - 1) {
          output.put(`${host}/syslog${ending}`, Buffer.from(inSyslog(copy.toString("latin1"), host, "nova-compute[24371]"), "latin1"));
        } else {
          output.put(`${host}/${name}${ending}`, copy);
        }
      }
      if (traced === undefined && number % TRACED === TRACED - 1) output.put(`${host}/lock-trace.txt${ending}`, Buffer.from(readLog(root, `${SAMPLE_TRACE}/input.txt`), "latin1"));
      for (const [name, copies] of ofController) {
        // The daemons of the controller start and stop once.
        const log = number === 0 ? capture.log(name) : capture.body(name);
        if (log !== undefined) copies.push(renderTemplate(log, rename).toString("latin1"));
      }
      boots += capture.boots;
    }
    for (const [name, copies] of ofController) {
      const ending = name.startsWith("neutron") ? ".gz" : "";
      output.put(`controller/${name}${ending}`, name === "phases.csv" ? mergedTable(copies) : mergedLog(copies));
    }
    return { hosts, boots, runs: 1 };
  });
}

/** A capture whose logs are taken apart when they are first asked for. */
function openCapture(folder) {
  const facts = captureFacts(folder);
  const templates = new Map();
  const templateOf = (key, text) => {
    if (!templates.has(key)) {
      const log = text();
      templates.set(key, log === undefined ? undefined : readTemplate(log, KINDS));
    }
    return templates.get(key);
  };
  return {
    ...facts,
    log: (name) => templateOf(name, () => readLog(folder, name)),
    body: (name) => templateOf(`${name} body`, () => (name === "phases.csv" ? readLog(folder, name) : bodyOf(readLog(folder, name), facts))),
  };
}

function bodyOf(log, { fromS, toS }) {
  const from = stampOf(fromS);
  const to = stampOf(toS);
  return recordsOf(log).filter(({ stamp }) => stamp >= from && stamp < to).map(({ text }) => text).join("");
}

/** Under one heading. */
function mergedTable(tables) {
  const [heading] = tables[0].split("\n", 1);
  return Buffer.from(`${heading}\n${tables.map((table) => table.slice(heading.length + 1)).join("")}`, "latin1");
}
