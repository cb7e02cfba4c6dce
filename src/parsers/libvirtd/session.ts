import type { RecordHead } from "../../model/event.ts";
import type { ParserContext, ParserSession, SourceFacts } from "../parser.ts";
import { bannerHost, bannerVersion, isBanner } from "./banner.ts";
import { createDateless } from "./dateless.ts";
import { createDomainLog, readDomainLogLine } from "./domain-log.ts";
import { readLine, type Layout } from "./envelope.ts";
import { DAEMON, type Fields } from "./fields.ts";
import { newLife, remember, threadOf, type Context, type Life } from "./life.ts";
import { flushRefusal } from "./refusals.ts";
import { ruleFor } from "./rules.ts";
import { createYears } from "./years.ts";

/** Processes that a syslog or journal may show at one time: a host's modular daemons and a few restarts of each. */
const LIVES = 64;

export function openSession(source: ParserContext): ParserSession {
  const { emit, note } = source;
  const years = createYears(source.year, source.modifiedUs, note);
  const dateless = createDateless(source.modifiedUs, emit, note);
  const domainLog = createDomainLog(source.path, emit);
  const lives = new Map<string, Life>();
  const services = new Set<string>();
  const versions = new Set<string>();
  const levels = new Set<string>();
  let layout: Layout | "qemu-domain-log" | undefined;
  let records = 0;
  let host: string | undefined;
  let daemon: string | undefined;

  function lifeOf(key: string): Life {
    const known = lives.get(key);
    if (known !== undefined) return known;
    const life = newLife();
    remember(lives, key, life, LIVES);
    return life;
  }

  function contextOf(life: Life, tid: number | undefined, held: boolean): Context {
    return { life, thread: threadOf(life, tid), emit: held ? dateless.hold : emit, note };
  }

  function act(fields: Fields, line: number): void {
    const { func, message, service, pid } = fields;
    const rule = ruleFor(func, message);
    const banner = func === undefined && isBanner(message);
    const named = func === undefined ? bannerHost(message) : undefined;
    if (rule === undefined && !banner && named === undefined) return;
    const atUs = fields.dateless ? dateless.place(fields.atUs) : fields.atUs;
    const key = service === undefined ? "" : `${service} ${pid?.toString() ?? ""}`;
    const life = lifeOf(key);
    const tid = fields.tid ?? tidOf(message);
    if (tid !== undefined && life.children.has(tid)) return;
    const head: RecordHead = {
      atUs,
      clock: fields.clock,
      line,
      service,
      host: fields.host ?? life.host,
      pid: pid ?? life.mainTid,
      tid,
      requestId: undefined,
      globalRequestId: undefined,
      instanceId: undefined,
    };
    if (banner) {
      // A child that is linked with libvirt prints the same into its stderr, which the daemon logs later.
      if (atUs >= life.lastUs) readBanner(message, head, key, life, fields);
    } else if (named !== undefined) {
      life.host ??= named;
      host ??= named;
    } else if (rule !== undefined) {
      const context = contextOf(life, tid, fields.dateless);
      const { last } = context.thread;
      if (tid !== undefined && last !== undefined && atUs < last.atUs) {
        repeated(line, message);
        return;
      }
      life.lastUs = Math.max(life.lastUs, atUs);
      const record = { head, message };
      if (rule.isAnswer !== true) flushRefusal(context);
      rule.apply(record, context);
      context.thread.last = head;
      daemon ??= life.daemon;
    }
  }

  function readBanner(message: string, head: RecordHead, key: string, life: Life, { host: ownHost, pid, dateless: held }: Fields): void {
    const { tid } = head;
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
    contextOf(owner, tid, held).emit({ kind: "banner", head: { ...head, host: ownHost ?? owner.host, pid: pid ?? owner.mainTid }, product: "libvirt", version, life: again ? undefined : "start" });
  }

  /** Ring-buffer dumps and children's stderr repeat what was, below lines that are newer. */
  function repeated(line: number, text: string): void {
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
    for (const thread of life.threads.values()) flushRefusal({ life, thread, emit: held ? dateless.hold : emit, note });
  }

  return {
    line: (raw, line) => {
      const text = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
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
