import { isDigit } from "../lib/digits.ts";
import { emptyStamp, readStamp, type Stamp } from "./timestamp.ts";

/** What the runtime of a container, or who collects the lines of several, puts before each of them. */
export interface ContainerHead {
  readonly by: "compose" | "cri" | "kubectl" | "pebble" | "stern";
  /** Of the container or the service in it, behind that of its pod if there is one; undefined: not said. */
  readonly name: string | undefined;
  /** When the line was collected; undefined: not said. */
  readonly stamp: Stamp | undefined;
  /** The runtime cut the line: the next one goes on with it. */
  readonly isCut: boolean;
  /** Index at which the line goes on. */
  readonly end: number;
}

/** One such head; behind it may stand another. Undefined: none stands at the beginning. */
export function readContainerHead(text: string): ContainerHead | undefined {
  return isDigit(text.charCodeAt(0)) ? readStamped(text) : readNamed(text);
}

// 2025-05-14T15:07:08.229123456+00:00 stderr F 2025-05-14 …        container runtimes of Kubernetes (CRI); P: cut
const CRI = / std(?:out|err) ([FP])\S*(?: |$)/y;
// 2025-05-14T15:07:08.229Z [libvirtd] 2025-05-14 …                 Pebble
const PEBBLE = / \[([\w.-]+)\] /y;
// 2025-05-14T15:07:08.229123456Z 2025-05-14 15:07:08.229+0000: …   kubectl logs --timestamps, docker logs -t
const ONLY_STAMP = / (?=\d{4}-\d\d-\d\d \d\d:\d\d:)/y;

function readStamped(text: string): ContainerHead | undefined {
  const stamp = emptyStamp();
  if (text.charCodeAt(10) !== 84 || !readStamp(text, 0, stamp)) return undefined;
  const cri = matchAt(CRI, text, stamp.end);
  if (cri !== null) return { by: "cri", name: undefined, stamp, isCut: cri[1] === "P", end: CRI.lastIndex };
  const pebble = matchAt(PEBBLE, text, stamp.end);
  if (pebble !== null) return { by: "pebble", name: pebble[1], stamp, isCut: false, end: PEBBLE.lastIndex };
  return matchAt(ONLY_STAMP, text, stamp.end) === null ? undefined : { by: "kubectl", name: undefined, stamp, isCut: false, end: ONLY_STAMP.lastIndex };
}

// [pod/libvirt-libvirt-default-x7k2p/libvirt] 2025-05-14 …         kubectl logs --prefix
const KUBECTL = /\[(pod\/[^\]\s]+)\] /y;
// nova-compute-1  | 2025-05-14 …                                   docker compose logs
const COMPOSE = /([\w.-]{1,200}?)(?:[-_]\d+)? +\| /y;
// nova-compute-default-x7k2p nova-compute 2025-05-14 …             stern; what begins otherwise might be anybody's two words
const STERN = /([a-z\d.-]{1,250}) ([a-z\d-]{1,63}) (?=\d{4}-\d\d-\d\d[ T]|\{"|\[pid: )/y;

function readNamed(text: string): ContainerHead | undefined {
  const kubectl = matchAt(KUBECTL, text, 0);
  if (kubectl !== null) return { by: "kubectl", name: kubectl[1], stamp: undefined, isCut: false, end: KUBECTL.lastIndex };
  const compose = matchAt(COMPOSE, text, 0);
  if (compose !== null) return { by: "compose", name: compose[1], stamp: undefined, isCut: false, end: COMPOSE.lastIndex };
  const stern = matchAt(STERN, text, 0);
  return stern === null ? undefined : { by: "stern", name: `${stern[1] ?? ""}/${stern[2] ?? ""}`, stamp: undefined, isCut: false, end: STERN.lastIndex };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
