// The lines that trace-rank reads, as what a user would give to grep.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./make-inputs/captures.mjs";

const parsers = join(root, "build", "src", "parsers");

/** The records of the functions that the libvirtd parser has rules for, and the banner. */
export async function libvirtdPattern() {
  const { RULES } = await import(pathToFileURL(join(parsers, "libvirtd", "rules.js")).href);
  const functions = new Set(RULES.flatMap((rule) => rule.functions));
  return ` : (${[...functions, "libvirt version", "hostname"].map(escaped).join("|")}):`;
}

/** The messages that the oslo-log parser has rules for, behind the request and perhaps the instance. */
export async function osloPattern() {
  const folder = join(parsers, "oslo-log");
  const starts = new Set();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".js"))) {
    const exported = await import(pathToFileURL(join(folder, file)).href);
    for (const [name, value] of Object.entries(exported)) {
      for (const rule of rulesOf(name, value)) starts.add(rule.starts);
    }
  }
  if (starts.size < LEAST_RULES) throw new Error(`only ${starts.size} messages of the oslo-log parser were found`);
  return String.raw`\] (\[instance: [0-9a-f-]+\] )?(${[...starts].map(escaped).join("|")})`;
}

/** Far fewer than there are: fewer were found because the parser is built in another way. */
const LEAST_RULES = 60;

/** A family of rules is a function that gives them, or one that opens something with `rules`. */
function rulesOf(name, value) {
  if (typeof value !== "function" || value.length > 0) return [];
  if (/^[a-z]\w*Rules$/.test(name) && !name.startsWith("open")) return value();
  return name === "openCommands" || name === "openFunctionLocks" ? value().rules : [];
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
