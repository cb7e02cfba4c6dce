import type { TimedOperation } from "../model/trace.ts";

/** Topics of the message bus, by the service that listens. */
const TOPICS: Readonly<Record<string, string>> = { conductor: "nova-conductor", scheduler: "nova-scheduler", "q-plugin": "neutron-server" };

/** The service that listens to a topic; a call without one (`Expecting reply to msg …`) by nova-compute goes to the conductor. */
function serviceOfTopic(topic: string, caller: string): string | undefined {
  return topic === "call" && caller === "nova-compute" ? "nova-conductor" : TOPICS[topic];
}

/** Default ports and path prefixes of the services, and paths only one of them has. */
const ADDRESSES: readonly (readonly [service: string, port: readonly string[], path: RegExp])[] = [
  ["neutron-server", ["9696"], /^\/(?:networking\/)?v2\.0\/(?:ports|networks|subnets|security-groups|floatingips|quotas|extensions)\b/],
  ["placement-api", ["8778"], /^\/placement\b|^\/(?:allocations|resource_providers|allocation_candidates|traits)\b/],
  ["keystone", ["5000", "35357"], /^\/(?:identity\/)?v[23](?:\.0)?\/(?:auth\/)?tokens\b/],
  ["glance-api", ["9292"], /^\/(?:image\/)?v[12]\/images\b/],
  ["nova-api", ["8774"], /^\/(?:compute\/)?v2(?:\.1)?(?:\/[^/]+)?\/(?:servers|os-server-external-events)\b/],
];

export interface Request {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly port: string | undefined;
}

/** `GET http://10.0.0.1:9696/v2.0/ports?id=…` or `GET /v2.0/ports`; undefined for anything else. */
export function requestOf(name: string): Request | undefined {
  const match = REQUEST.exec(name);
  return match === null ? undefined : { method: match[1] ?? "", port: match[2], path: match[3] ?? "/" };
}

// GET http://10.0.0.1:9696/v2.0/ports?id=0e1f
const REQUEST = /^([A-Z]+) (?:https?:\/\/(?:\[[^\]\s]*\]|[^\s/:]+)(?::(\d{1,5}))?)?(\/[^\s?#]*)?/;

export function serviceAt({ port, path }: Request): string | undefined {
  return ADDRESSES.find(([, ports, paths]) => paths.test(path) || (port !== undefined && ports.includes(port)))?.[0];
}

/** Requests that do the same kind of work: the method, and the path with its ids collapsed. */
export function kindOf({ method, path }: Request): string {
  return `${method} ${path.replace(ID, "<id>")}`;
}

/** The same of an operation by its name, which is its kind where it is no request. */
export function kindOfName(name: string): string {
  const request = requestOf(name);
  return request === undefined ? name : kindOf(request);
}

// 0e1f2a3b-1111-4222-8333-444455556666, 32 hex digits, a number
const ID = /(?<=\/)(?:[\da-f]{8}-[\da-f-]{27}|[\da-f]{32}|\d+)(?=[/.]|$)/g;

/** Whether a service tells with it of a request or call that it answered. */
export function isAnswer({ operation }: Pick<TimedOperation, "operation">): boolean {
  return operation === "http-served" || operation === "rpc-served";
}

/** The service that a call was made to; undefined: no call, or to none that is known. */
export function serviceCalled({ operation, name, actor }: TimedOperation): string | undefined {
  if (operation === "rpc-call") return serviceOfTopic(name, actor.service);
  const request = operation === "http-call" ? requestOf(name) : undefined;
  return request === undefined ? undefined : serviceAt(request);
}
