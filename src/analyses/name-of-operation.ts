import { collapseIds } from "../lib/collapse-ids.ts";
import type { Operation } from "../model/operation.ts";
import type { TimedOperation } from "../model/trace.ts";

/** What an operation is called where many of its kind are added up: without ids, queries and options. */
export function nameOfOperation({ operation, name, actor }: TimedOperation): string {
  switch (operation) {
    case "http-served":
    case "rpc-served":
      return `${withoutIds(name)} in ${actor.service}`;
    case "http-call":
      return `calls ${withoutIds(name)}`;
    case "rpc-call":
      return `calls ${withoutIds(name)} by RPC`;
    case "command":
      return `command ${programOf(name)}`;
    case "libvirt-api":
      return `libvirt ${name.replace(/^remoteDispatch/, "")}`;
    case "monitor-command":
    case "monitor-section":
      return `QEMU monitor${name === "monitor" ? "" : ` ${name}`}`;
    default:
      return `${WORDS[operation] ?? operation}: ${withoutIds(name)}`;
  }
}

const WORDS: Partial<Readonly<Record<Operation, string>>> = { "domain-start": "QEMU", "domain-stop": "QEMU", "domain-step": "QEMU" };

// e.g. GET /resource_providers/848f7bc3-dce4-42da-bc05-27ab14b2ae43/allocations?limit=10, GET /servers/17
function withoutIds(name: string): string {
  return collapseIds(name.split("?", 1)[0] ?? "").replace(/\/\d+(?=\/|$)/g, "/<n>");
}

/** Words before the program itself: what raises privileges, limits or sets the environment. */
const WRAPPER = /^(?:sudo|env|nice|ionice|timeout|\S*\/(?:sudo|env)|(?=\S*rootwrap)\S+|\S+\.conf|-\S*|[A-Z_]+=\S*|\d+)$/;

// e.g. /usr/bin/python3 -m oslo_concurrency.prlimit --as=1073741824 --cpu=30 -- env LC_ALL=C LANG=C qemu-img info /var/lib/nova/…
function programOf(command: string): string {
  const words = command.replace(/[[\]',"]/g, " ").trim().split(/\s+/);
  const limited = words.includes("oslo_concurrency.prlimit") ? words.slice(words.indexOf("--") + 1) : words;
  const own = limited.slice(Math.max(0, limited.findIndex((word) => !WRAPPER.test(word))));
  const [program = "", verb] = own;
  const short = program.slice(program.lastIndexOf("/") + 1);
  return verb !== undefined && /^[a-z][a-z-]*$/.test(verb) ? `${short} ${verb}` : short;
}
