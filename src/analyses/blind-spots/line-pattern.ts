import { jsonMessageIn } from "../../model/json-message.ts";

/** Longest pattern kept, characters: enough to find the line again. */
const LONGEST = 120;

// 2026-11-22 15:02:53.227 24371 DEBUG nova.compute.manager [None req-… …] [instance: 016790b9-…] Starting instance... f /usr/lib/…/manager.py:2314
const OSLO_HEAD = /\b(?:TRACE|DEBUG|INFO|AUDIT|WARNING|WARN|ERROR|CRITICAL) [\w.:-]{1,120} /;
// f /usr/lib/python3/dist-packages/nova/compute/manager.py:2314
const OSLO_TAIL = / \S{1,120} \/\S{1,300}\.py:\d{1,6}$/;
// 2026-11-22 15:02:53.227+0000: 123: debug : qemuProcessLaunch:7645 : Setting up raw IO
const LIBVIRT_HEAD = /: (?:debug|info|warning|error) : (\w{1,120}):\d{1,6} : /;
// [None req-… demo demo], [instance: 016790b9-…], [-]
const BRACKETS = /^\[[^\]]{0,400}\] ?/;
// 2026-11-22T15:02:53.227Z at the start of anything else, MESSAGE= where the journal is exported
const TIME = /^(?:MESSAGE=)?(?:[\d:.,TZ+ -]{8,40})?/;

const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/\breq-[\da-f]{8}-[\da-f-]{27}/gi, "<request>"],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, "<uuid>"],
  [/\b(?:[\da-f]{40}|[\da-f]{32})\b/gi, "<id>"],
  [/\b0x[\da-f]{1,16}\b/gi, "<address>"],
  [/\b(?:tap|qbr|qvo|qvb|brq)[\da-f]{8}-[\da-f]{2}\b/g, "<device>"],
  [/\binstance-[\da-f]{8}\b/g, "<domain>"],
  [/\d{1,20}/g, "<n>"],
];

/** What a log line says, whoever says it and when: without its head, its tail and the JSON around it, and with `<uuid>`, `<n>` and the like for what differs from boot to boot. */
export function linePattern(text: string): string {
  let message = messageOf(recordIn(text)).replace(DOTTED, lastOfPath);
  for (const [pattern, name] of VARIABLE) message = message.replace(pattern, name);
  message = message.replace(/\s+/g, " ").trim();
  return message.length <= LONGEST ? message : `${message.slice(0, LONGEST - 1)}…`;
}

// nova.compute.manager.ComputeManager.build_and_run_instance.<locals>._locked_do_build_and_run_instance
const DOTTED = /[\w.<>]{1,300}/g;

/** A function without its module and what it is defined in: that would leave no room for what comes after it. */
function lastOfPath(name: string): string {
  const parts = name.split(".");
  if (parts.length < 4 || !parts.every((part) => /^(?:[a-z_]\w*|<locals>)$/i.test(part))) return name;
  return parts.slice(parts.at(-2) === "<locals>" ? -1 : -2).join(".");
}

/** Of JSON the first line of the message, as logs of plain text have it. */
function recordIn(text: string): string {
  return jsonMessageIn(text)?.text.split(/[\r\n]/, 1)[0] ?? text;
}

function messageOf(text: string): string {
  const libvirt = LIBVIRT_HEAD.exec(text);
  if (libvirt !== null) return `${libvirt[1] ?? ""}: ${text.slice(libvirt.index + libvirt[0].length)}`;
  const oslo = OSLO_HEAD.exec(text);
  if (oslo === null) return text.replace(TIME, "");
  let message = text.slice(oslo.index + oslo[0].length).replace(OSLO_TAIL, "");
  for (let bracket = BRACKETS.exec(message); bracket !== null && bracket[0] !== ""; bracket = BRACKETS.exec(message)) message = message.slice(bracket[0].length);
  return message;
}
