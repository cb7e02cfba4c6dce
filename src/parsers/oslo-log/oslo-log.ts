import type { RecordHead } from "../../model/event.ts";
import type { Heads } from "../../model/sieve.ts";
import type { Parser, ParserContext, ParserSession } from "../parser.ts";
import { readAccess } from "./access.ts";
import { openKnownTexts } from "./body.ts";
import { findSuffix } from "./debug-suffix.ts";
import { beginsXml, identityOf, openDomainXml, readXmlLine, type DomainXml } from "./domain-xml.ts";
import { openFacts, type Logger } from "./facts.ts";
import { sieveOf } from "./head-sieve.ts";
import { EIGHT_PARTS, FLAGS, LEVEL, LEVELS, OPTION, ROW } from "./head-columns.ts";
import { openLineReader } from "./line-reader.ts";
import { memoryFrom } from "./memory.ts";
import type { Message, Out } from "./message.ts";
import { applyRules } from "./rules.ts";
import { emitServed, readApache, readUwsgi, readUwsgiBanner } from "./server-lines.ts";
import { amongOthers, sniff } from "./sniff.ts";
import { watchTags } from "./untagged-builds.ts";

/**
 * Logs of OpenStack services, written through oslo.log and its ancestors (nova/openstack/common/log.py 2012.2 – 2014.2,
 * oslo_log/_options.py and formatters.py 0.1.0 – now), bare or in the wrappings of syslog, journal and container runtimes, and the
 * access lines of the web servers around them. One line:
 * `2026-11-22 14:57:21.021 19312 INFO nova.compute.manager [None req-922d4cfc-… - - - - - -] [instance: d2573b18-…] Took 10.02 seconds to build instance.`
 */
export const osloLog: Parser = {
  id: "oslo-log",
  title: "OpenStack service logs (nova, neutron, keystone, glance, placement, cinder) and access lines of uWSGI and Apache",
  versions: "Folsom 2012 – 2026.1; plain, devstack, syslog, journal, container and JSON layouts",
  example:
    '2026-11-22 14:57:15.230 19312 DEBUG oslo_concurrency.lockutils [None req-922d4cfc-f0d4-400f-9308-ebaedbe3e605 - - - - - -] Lock "compute_resources" acquired by "nova.compute.resource_tracker.ResourceTracker.instance_claim" :: waited 2.481s inner /usr/lib/python3/dist-packages/oslo_concurrency/lockutils.py:409',
  resolutionUs: 1000,
  sniff,
  sieve: sieveOf,
  amongOthers,
  open: openSession,
};

/** What the texts of one batch of heads stand for. */
interface Batch {
  readonly heads: Heads;
  /** By index of their text. */
  readonly ids: (string | undefined)[];
  /** By index of their names. */
  readonly loggers: (Logger | undefined)[];
}

/** Step backwards in time that is worth a note: smaller ones come from several processes writing one file, µs. */
const BACKWARDS_US = 1_000_000;

function openSession(context: ParserContext): ParserSession {
  const known = openKnownTexts();
  const reader = openLineReader(context, known);
  const tags = watchTags(context);
  const { emit } = tags;
  const { fields } = reader;
  const memory = memoryFrom(context.memory);
  const facts = openFacts(context, memory.votes);
  const { rules } = memory;
  const out: Out = {
    emit,
    note: context.note,
    release: facts.saysRelease,
    host: facts.saysHost,
    service: facts.saysService,
    uri: facts.answers,
    caller: (name) => {
      facts.logger(name).votes++;
    },
  };
  let xml: DomainXml | undefined;
  /** A record whose message begins on its next line. */
  let headless: Message | undefined;
  let lastOwner = "";
  let lastUs = 0;

  function line(text: string, number: number): void {
    const kind = reader.read(text);
    if (kind === "continuation") goOn(reader.tail(), number);
    else if (kind === "record") readRecord(number);
    else if (kind === "access") readServed(number);
  }

  function readRecord(number: number): void {
    endRecord();
    lastOwner = reader.owner();
    facts.count(fields);
    const message = firstLine(number);
    checkOrder(fields.atUs, number);
    if (message.text === "") headless = message;
    else interpret(message);
  }

  let batch: Batch | undefined;

  /** A record whose head was noted, with its message only if a rule may read it. */
  function readHead(heads: Heads, row: number, number: number): void {
    if (batch?.heads !== heads) batch = { heads, ids: [], loggers: [] };
    const { loggers } = batch;
    const at = row * ROW;
    const { numbers } = heads;
    const atUs = numbers[at] ?? 0;
    const pid = numbers[at + 1] ?? 0;
    const named = numbers[at + 2] ?? 0;
    const asked = numbers[at + 3] ?? 0;
    const instance = numbers[at + 4] ?? 0;
    const said = numbers[at + 5] ?? 0;
    endRecord();
    lastOwner = "";
    facts.countPlain((named & LEVEL) === 0, (named & EIGHT_PARTS) === 0 ? 0 : 8);
    checkOrder(atUs, number);
    const place = Math.floor(named / FLAGS);
    const requestId = idAt(batch, asked);
    const instanceId = idAt(batch, instance);
    const silent = requestId === undefined && instanceId === undefined;
    if (said < 0) {
      const logger = (loggers[place] ??= facts.logger(heads.texts[place] ?? ""));
      if (logger.service !== undefined && (named & OPTION) === 0) logger.votes++;
      if (silent && !rules.pending()) return;
    }
    const head: RecordHead = {
      atUs,
      clock: "local",
      line: number,
      service: undefined,
      host: undefined,
      pid: pid < 0 ? undefined : pid,
      tid: undefined,
      requestId,
      globalRequestId: asked < 0 ? undefined : idAt(batch, asked + 1),
      instanceId,
    };
    if (said >= 0) {
      interpret(messageOf(head, LEVELS[named & LEVEL] ?? "", heads.texts[place] ?? "", heads.texts[said] ?? ""));
      return;
    }
    rules.before(head, "", out);
    if (!silent) emit({ kind: "activity", head });
  }

  /** The text of that index, one copy for all batches; undefined: there is none, or it is empty. */
  function idAt({ heads, ids }: Batch, index: number): string | undefined {
    if (index < 0) return undefined;
    const id = (ids[index] ??= known.text(heads.texts[index] ?? ""));
    return id === "" ? undefined : id;
  }

  /** A message of the default layout, without its debug suffix. */
  function messageOf(head: RecordHead, level: string, logger: string, text: string): Message {
    const suffix = hasSuffix(level) && rules.find(text) !== undefined ? findSuffix(text) : undefined;
    if (suffix === undefined) return { head, level, logger, text, func: undefined };
    const { end, func, pid } = suffix;
    return { head: pid === undefined ? head : { ...head, pid }, level, logger, text: text.slice(0, end), func };
  }

  /** Takes the first line of the message, without the debug suffix; lines after it (JSON holds them all) follow as continuation. */
  function firstLine(number: number): Message {
    let text = fields.message;
    const breakAt = text.indexOf("\n");
    const rest = breakAt < 0 ? undefined : text.slice(breakAt + 1);
    if (breakAt >= 0) text = text.slice(0, breakAt);
    let { func } = fields;
    let { pid } = fields;
    // Most records mean nothing more: only where the suffix can matter is it looked for.
    if (hasSuffix(fields.level) && (fields.pid === undefined || fields.layout !== "default" || rules.find(text) !== undefined)) {
      const suffix = findSuffix(text);
      if (suffix !== undefined) {
        text = text.slice(0, suffix.end);
        func = suffix.func;
        pid = suffix.pid ?? pid;
      }
    }
    following = rest;
    const head: RecordHead = {
      atUs: fields.atUs,
      clock: fields.clock,
      line: number,
      service: fields.service,
      host: fields.host,
      pid,
      tid: undefined,
      requestId: fields.requestId,
      globalRequestId: fields.globalRequestId,
      instanceId: fields.instanceId,
    };
    return { head, level: fields.level, logger: fields.logger, text, func };
  }
  let following: string | undefined;

  function interpret(message: Message): void {
    const { head, text } = message;
    const logger = facts.logger(message.logger);
    if (logger.service !== undefined && !isOptionDump(message)) logger.votes++;
    rules.before(head, text, out);
    const candidates = rules.find(text);
    const understood = (candidates !== undefined && applyRules(candidates, message, out)) || (logger.access && readAccess(message, out));
    if (!understood && (head.requestId !== undefined || head.instanceId !== undefined)) emit({ kind: "activity", head });
    if (text.charCodeAt(0) === 69 && beginsXml(text)) xml = openDomainXml(head, text);
    const rest = following;
    following = undefined;
    if (rest !== undefined) for (const one of rest.split("\n")) goOn(one, head.line);
  }

  /** A line that starts no record belongs to the one before it, if the same process wrote it. */
  function goOn(text: string, number: number): void {
    if (reader.owner() !== lastOwner && reader.owner() !== "") return;
    if (headless !== undefined) {
      const message = { ...headless, text };
      headless = undefined;
      interpret(message);
    } else if (xml !== undefined) {
      if (!readXmlLine(xml, text)) endRecord();
    } else if (text.charCodeAt(0) === 42) readBanner(text, number);
  }

  function endRecord(): void {
    if (headless !== undefined) {
      const message = headless;
      headless = undefined;
      interpret(message);
    }
    if (xml === undefined) return;
    const identity = identityOf(xml);
    xml = undefined;
    if (identity !== undefined) emit(identity);
  }

  function readServed(number: number): void {
    const served = readUwsgi(reader.tail()) ?? readApache(reader.tail());
    if (served === undefined) return;
    endRecord();
    const wrapped = reader.timed();
    facts.served(served.uri, wrapped ? fields.layout : "uwsgi");
    const head = serverHead(number, wrapped ? fields.atUs : served.startUs, wrapped ? fields.clock : served.clock, served.pid ?? fields.pid);
    emitServed(served, head, wrapped, out);
  }

  function serverHead(number: number, atUs: number, clock: RecordHead["clock"], pid: number | undefined): RecordHead {
    return {
      atUs, clock, line: number, service: fields.service, host: fields.host, pid, tid: undefined, requestId: undefined, globalRequestId: undefined,
      instanceId: undefined,
    };
  }

  function readBanner(text: string, number: number): void {
    const banner = readUwsgiBanner(text);
    if (banner === undefined) return;
    facts.saysRelease(`uWSGI ${banner.version}`);
    emit({ kind: "banner", head: serverHead(number, banner.atUs, "local", undefined), product: "uWSGI", version: banner.version, life: "start" });
  }

  function checkOrder(atUs: number, number: number): void {
    if (lastUs - atUs > BACKWARDS_US) {
      context.note({
        code: "time-backwards",
        severity: "info",
        message: "A record is more than a second older than the one before it",
        hint: undefined,
        line: number,
        text: undefined,
      });
    }
    lastUs = atUs;
  }

  return {
    line,
    head: readHead,
    end: () => {
      endRecord();
      rules.before(serverHead(0, lastUs, "local", undefined), "", out);
      tags.close();
      return facts.close();
    },
    memory: () => ({ ...memory, votes: facts.votes }),
  };
}

/** Levels below INFO. */
function hasSuffix(level: string): boolean {
  return level === "DEBUG" || level === "TRACE" || level === "BLATHER";
}

/** Any service dumps its options (oslo_config/cfg.py) through whichever logger it has at hand. */
function isOptionDump({ text, func }: Message): boolean {
  return func === "log_opt_values" || (text.charCodeAt(text.length - 5) === 58 && text.startsWith("cfg.py", text.length - 11));
}
