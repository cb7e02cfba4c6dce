import type { ParserContext, ParserSession, SourceFacts } from "../parser.ts";
import { openYears } from "../years.ts";
import { bannerHost, bannerVersion, isBanner } from "./banner.ts";
import { LEVEL_COUNT, noValues, ROW, turnToRow } from "./columns.ts";
import { LEVELS } from "./core.ts";
import { createDatedReader } from "./dated.ts";
import { createDateless } from "./dateless.ts";
import { createDomainLog, readDomainLogLine } from "./domain-log.ts";
import { readLine, type Layout } from "./envelope.ts";
import { DAEMON, type Fields } from "./fields.ts";
import { newLife, remember, threadOf, type Context, type Life } from "./life.ts";
import { goOn } from "./memory.ts";
import { createNames } from "./names.ts";
import type { Noted } from "./noted.ts";
import { copyOrigin, headOf, messageOf, newRecord } from "./record.ts";
import { flushRefusal } from "./refusals.ts";
import { ruleFor, RULES, type Rule } from "./rules.ts";

/** Processes that a syslog or journal may show at one time: a host's modular daemons and a few restarts of each. */
const LIVES = 64;
/** Key of the process that wrote the log, where its lines do not name it. */
const OWN_LIFE = "";

const CARRIAGE_RETURN = 0x0d;

export function openSession(source: ParserContext): ParserSession {
  const { emit, note } = source;
  const years = openYears(source);
  const dateless = createDateless(source.modifiedUs, emit, note);
  const domainLog = createDomainLog(source.path, emit);
  const lives = goOn(source.memory);
  const readDated = createDatedReader();
  const record = newRecord();
  const values = noValues();
  const services = new Set<string>();
  const versions = new Set<string>();
  const levels = new Set<string>();
  let layout: Layout | "qemu-domain-log" | undefined;
  let records = 0;
  let host = lives.get(OWN_LIFE)?.host;
  let daemon: string | undefined;

  const firstLife = newLife();
  const context: { -readonly [Key in keyof Context]: Context[Key] } = { life: firstLife, thread: threadOf(firstLife, undefined), names: createNames(), emit, note };

  function lifeOf(key: string): Life {
    const known = lives.get(key);
    if (known !== undefined) return known;
    const life = newLife();
    remember(lives, key, life, LIVES);
    return life;
  }

  /** Sets the context that all rules share to this life and thread. */
  function turnTo(life: Life, tid: number | undefined, held: boolean): void {
    context.life = life;
    context.thread = threadOf(life, tid);
    context.emit = held ? dateless.hold : emit;
  }

  function act(fields: Fields, line: number): void {
    const { func, message, service, pid } = fields;
    const rule = ruleFor(func, message);
    const banner = func === undefined && isBanner(message);
    const named = func === undefined ? bannerHost(message) : undefined;
    if (rule === undefined && !banner && named === undefined) return;
    record.atUs = fields.dateless ? dateless.place(fields.atUs) : fields.atUs;
    record.clock = fields.clock;
    record.line = line;
    record.service = service;
    record.tid = fields.tid ?? tidOf(message);
    record.text = message;
    record.from = 0;
    const key = service === undefined ? OWN_LIFE : `${service} ${pid?.toString() ?? ""}`;
    const life = lifeOf(key);
    if (isOfChild(life)) return;
    record.host = fields.host ?? life.host;
    record.pid = pid ?? life.mainTid;
    record.head = undefined;
    if (banner) {
      // A child that is linked with libvirt prints the same into its stderr, which the daemon logs later.
      if (record.atUs >= life.lastUs) readBanner(message, key, life, fields);
    } else if (named !== undefined) {
      life.host ??= named;
      host ??= named;
    } else if (rule !== undefined) {
      follow(rule, life, fields.dateless, undefined);
    }
  }

  /** The same for a line of libvirt's own file, of which the reader filled in what it says; `noted`: its text is not known. */
  function actOnDated(rule: Rule, line: number, noted: Noted | undefined): void {
    layout ??= "dated";
    records += 1;
    if (record.level !== undefined) levels.add(record.level);
    const life = lifeOf(OWN_LIFE);
    if (isOfChild(life)) return;
    record.clock = "utc";
    record.line = line;
    record.service = undefined;
    record.host = life.host;
    record.pid = life.mainTid;
    record.head = undefined;
    follow(rule, life, false, noted);
  }

  function isOfChild({ children }: Life): boolean {
    return record.tid !== undefined && children.size > 0 && children.has(record.tid);
  }

  function follow(rule: Rule, life: Life, held: boolean, noted: Noted | undefined): void {
    const { atUs, tid } = record;
    turnTo(life, tid, held);
    const { last } = context.thread;
    if (tid !== undefined && atUs < last.atUs) {
      // Of what may be noted without its text the text is never told, however it was read.
      repeated(record.line, rule.noted === undefined ? messageOf(record) : undefined);
      return;
    }
    life.lastUs = Math.max(life.lastUs, atUs);
    if (rule.isAnswer !== true) flushRefusal(context);
    if (noted === undefined) rule.apply(record, context);
    else noted.apply(record, values, context);
    copyOrigin(record, last);
    daemon ??= life.daemon;
  }

  function readBanner(message: string, key: string, life: Life, { host: ownHost, pid, dateless: held }: Fields): void {
    const { tid } = record;
    const version = bannerVersion(message);
    if (version !== undefined && versions.size < 16) versions.add(version);
    // A new output of the same process begins with a banner too; then the thread is one that was there before.
    const again = tid === undefined || life.mainTid === tid || life.threads.has(tid);
    if (!again) flushAll(life, held);
    const owner = again ? life : newLife();
    if (!again) {
      owner.mainTid = tid;
      remember(lives, key, owner, LIVES);
    }
    owner.version = version;
    turnTo(owner, tid, held);
    const head = { ...headOf(record), host: ownHost ?? owner.host, pid: pid ?? owner.mainTid };
    context.emit({ kind: "banner", head, product: "libvirt", version, life: again ? undefined : "start" });
  }

  /** Ring-buffer dumps and children's stderr repeat what was, below lines that are newer. */
  function repeated(line: number, text: string | undefined): void {
    note({
      code: "libvirt-repeated-record",
      severity: "info",
      message: "A record is older than one of the same thread above it: a copy, as in a dump of the log buffer. It was left out.",
      hint: undefined,
      line,
      text,
    });
  }

  function flushAll(life: Life, held: boolean): void {
    for (const thread of life.threads.values()) flushRefusal({ ...context, life, thread, emit: held ? dateless.hold : emit });
  }

  return {
    line: (raw, line) => {
      const text = raw.charCodeAt(raw.length - 1) === CARRIAGE_RETURN ? raw.slice(0, -1) : raw;
      const rule = layout === "qemu-domain-log" ? undefined : readDated(text, record);
      if (rule !== undefined) {
        actOnDated(rule, line, undefined);
        return;
      }
      const framed = layout === "qemu-domain-log" ? undefined : readLine(text, years);
      if (framed === undefined) {
        if (layout === undefined && readDomainLogLine(text) !== undefined) layout = "qemu-domain-log";
        if (layout === "qemu-domain-log") domainLog.line(text, line);
        return;
      }
      layout ??= framed.layout;
      records += 1;
      const { fields } = framed;
      if (fields.level !== undefined) levels.add(fields.level);
      if (fields.service !== undefined && services.size < 16) services.add(fields.service);
      if (fields.host !== undefined) host ??= fields.host;
      act(fields, line);
    },
    head: (heads, row, line) => {
      turnToRow(values, heads, row);
      const at = row * ROW;
      const what = heads.numbers[at + 2] ?? 0;
      const rule = RULES[Math.floor(what / LEVEL_COUNT)];
      if (rule?.noted === undefined) return;
      record.atUs = heads.numbers[at] ?? NaN;
      record.tid = heads.numbers[at + 1];
      record.level = LEVELS[what % LEVEL_COUNT];
      record.text = "";
      record.from = 0;
      actOnDated(rule, line, rule.noted);
    },
    end: (): SourceFacts => {
      for (const life of lives.values()) flushAll(life, layout === "dateless");
      dateless.end();
      const domainVersions = domainLog.versions();
      const single = services.size === 1 ? [...services][0] : undefined;
      return {
        service: services.size > 1 ? undefined : (single ?? daemon ?? daemonOfPath(source.path) ?? "libvirtd"),
        host: host ?? domainLog.host(),
        layout,
        records: records + domainLog.records(),
        hasDebug: levels.size === 0 ? undefined : levels.has("debug"),
        minWaitUs: undefined,
        minHoldUs: undefined,
        versions: [...versions, ...domainVersions].map((version) => `libvirt ${version}`),
      };
    },
    // Days of records without a date are placed anew in each file.
    memory: () => (layout === "dateless" ? undefined : lives),
  };
}

// Thread 24301 (rpc-libvirtd) is now running job …        journal text names the thread only here
function tidOf(message: string): number | undefined {
  const match = /^Thread (\d{1,10}) /.exec(message);
  return match === null ? undefined : Number(match[1]);
}

function daemonOfPath(path: string): string | undefined {
  return path.split(/[^a-z]+/).findLast((word) => DAEMON.test(word));
}
