import { rememberWithin } from "../../lib/bounded-map.ts";
import type { LogEvent, RecordHead } from "../../model/event.ts";
import type { Note } from "../../model/diagnostic.ts";
import type { Names } from "./names.ts";
import { noOrigin, type Origin } from "./record.ts";

/** What is known of one process between its start and its end; pointers and thread ids mean something only within it. */
export interface Life {
  /** The main thread, which is the process id. */
  mainTid: number | undefined;
  version: string | undefined;
  /** `libvirtd`, `virtqemud`, …, as its workers are called. */
  daemon: string | undefined;
  host: string | undefined;
  /** `is now running job` was seen: libvirt ≥ 1.2.14 says itself when a call begins and ends. */
  threadJobs: boolean;
  /** Calls are seen going through the worker queue, so they need not be told by their request and reply. */
  dispatches: boolean;
  stopped: boolean;
  /** µs, source clock: the latest record read. */
  lastUs: number;
  readonly threads: Map<number, Thread>;
  /** Process ids of commands it ran: until they exec, they log into the same file. */
  readonly children: Map<number, true>;
  /** Calls in the worker queue, by client and message pointer. */
  readonly queued: Map<string, Call | undefined>;
  /** Calls read and not yet answered, by client and serial. */
  readonly calls: Map<string, Call>;
  readonly clients: ClientLimits;
  /** Domain of a monitor, by pointer. */
  readonly monitors: Map<string, string>;
  /** The last command of each monitor, by pointer: a monitor is sent one at a time. */
  readonly commands: Map<string, SentCommand>;
}

export interface SentCommand {
  /** No reply was seen. */
  open: boolean;
  atUs: number;
  tid: number | undefined;
  id: string | undefined;
  name: string;
}

/** Of what was read in the file before. */
export const NO_LINE = 0;

/** A call that was read from a client's socket. */
export interface Call {
  /** Pairs it with its reply. */
  readonly key: string;
  readonly client: string;
  readonly name: string;
  readonly head: RecordHead;
  /** How long it lay in the socket; undefined: the log has no lines that tell. */
  readonly waitUs: number | undefined;
  /** A worker has it, and was said to. */
  taken: boolean;
}

/** Who is not read from, because as many of its calls run as `max_client_requests` allows. */
interface ClientLimits {
  /** The lines that tell were seen. */
  visible: boolean;
  /** Message pointer → client that it last carried a call of. */
  readonly messages: Map<string, string>;
  /** Client → since when it is shut out. */
  readonly shut: Map<string, number>;
  /** Client → when it was let in again, and how long it was shut out. */
  readonly reopened: Map<string, { readonly atUs: number; readonly shutUs: number }>;
  /** Calls a client had in hand as it was shut out → how often. */
  readonly reached: Map<number, number>;
  /** How many it may have, once that is told. */
  permits: number | undefined;
}

export interface Thread {
  /** Its latest record that was read: lines of one thread come in order, so an older one is a copy. */
  readonly last: Origin;
  /** API it runs. */
  api: string | undefined;
  domain: string | undefined;
  instanceId: string | undefined;
  /** Call taken from the worker queue; what was read of it, if it was. */
  serving: { readonly key: string; readonly by: string | undefined; readonly call: Call | undefined } | undefined;
  /** API that asked for a domain job, as the line that asked said. */
  jobBy: string | undefined;
  /** An operation `libvirt-api` is open. */
  running: boolean;
  starting: boolean;
  stopping: boolean;
  command: { readonly atUs: number; readonly name: string } | undefined;
  /** `Cannot start job` was logged, the error that gives the reason was not yet. */
  refused: Refusal | undefined;
  /** The call it read last (event loop). */
  read: Call | undefined;
  /** The client of that call, until the line that says whether it is read from further. */
  justRead: string | undefined;
}

export interface Refusal {
  readonly head: RecordHead;
  readonly domain: string;
  readonly by: string | undefined;
  readonly slot: "job" | "async" | "agent" | "nested";
  readonly holder: { readonly name: string; readonly tid: number | undefined; readonly heldUs: number | undefined } | undefined;
}

/** What a rule may do. */
export interface Context {
  readonly life: Life;
  /** Of the record's thread; a stand-in shared by all records that do not name theirs. */
  readonly thread: Thread;
  readonly names: Names;
  readonly emit: (event: LogEvent) => void;
  readonly note: (note: Note) => void;
}

/** Bounds every map of open things; far above what a daemon of 20 … 500 threads has open at once. */
export const CAP = 8192;

export function remember<K, V>(map: Map<K, V>, key: K, value: V, cap = CAP): void {
  rememberWithin(cap, map, key, value);
}

/** Gets and removes. */
export function take<K, V>(map: Map<K, V>, key: K): V | undefined {
  const value = map.get(key);
  map.delete(key);
  return value;
}

export function newLife(): Life {
  return {
    mainTid: undefined,
    version: undefined,
    daemon: undefined,
    host: undefined,
    threadJobs: false,
    dispatches: false,
    stopped: false,
    lastUs: -Infinity,
    threads: new Map(),
    children: new Map(),
    queued: new Map(),
    calls: new Map(),
    clients: { visible: false, messages: new Map(), shut: new Map(), reopened: new Map(), reached: new Map(), permits: undefined },
    monitors: new Map(),
    commands: new Map(),
  };
}

export function threadOf(life: Life, tid: number | undefined): Thread {
  const id = tid ?? NO_TID;
  const known = life.threads.get(id);
  if (known !== undefined) return known;
  const thread: Thread = {
    last: noOrigin(),
    api: undefined,
    domain: undefined,
    instanceId: undefined,
    serving: undefined,
    jobBy: undefined,
    running: false,
    starting: false,
    stopping: false,
    command: undefined,
    refused: undefined,
    read: undefined,
    justRead: undefined,
  };
  remember(life.threads, id, thread);
  return thread;
}

/** Key of the stand-in for records without a thread id (journal text); no thread has it. */
const NO_TID = -1;

/** Part of the keys that pair events of one thread. */
export function threadKey({ tid, pid }: Pick<Origin, "tid" | "pid">): string {
  return tid === undefined ? `pid ${pid?.toString() ?? "?"}` : tid.toString();
}
