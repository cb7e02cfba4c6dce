import { isIPv6 } from "node:net";
import type { Aliases } from "./aliases.ts";

/** What identifies something by its form alone, wherever it stands. */
interface Pattern {
  readonly expression: RegExp;
  /** Undefined: it only looks like one. */
  readonly alias: (found: string, aliases: Aliases) => string | undefined;
}

const numbered = (kind: string) => (found: string, aliases: Aliases): string => aliases.of(found, kind, (number) => `${kind}-${number}`);

/** Private addresses, in the order of their finding. */
const address = (found: string, aliases: Aliases): string => aliases.of(found, "address", (number) => `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`);

/** Tried in this order: what is longer and more certain first. */
export const PATTERNS: readonly Pattern[] = [
  // gAAAAABnQm…: a Fernet token of keystone
  { expression: /\bgAAAA[\w-]{20,}={0,2}/g, alias: numbered("token") },
  // https://admin:secret@cloud.example/
  { expression: /(?<=:\/\/)[^\s/@"']+@/g, alias: (found, aliases) => `${aliases.of(found, "login", (number) => `login-${number}`)}@` },
  { expression: /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, alias: (found, aliases) => aliases.of(found, "mail", (number) => `user-${number}@example.org`) },
  // req-4b8a…: with what it is called by, so that it reads as a request
  { expression: /req-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, alias: (found, aliases) => numbered("req")(found.toLowerCase(), aliases) },
  { expression: /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, alias: (found, aliases) => aliases.find(found.toLowerCase()) ?? numbered("uuid")(found.toLowerCase(), aliases) },
  // [None req-1 req-2 admin demo - - default default]: names of user and project where they are not ids
  { expression: /(?<=\[(?:None )?req-\d+(?: req-\d+)? )(?!-[ \]])[^\s\]]+(?: (?!-[ \]])[^\s\]]+)?(?=[\s\]])/g, alias: contextAlias },
  // fa:16:3e:5b:01:02
  {
    expression: /\b[\da-f]{2}(?::[\da-f]{2}){5}\b/gi,
    alias: (found, aliases) =>
      aliases.of(found.toLowerCase(), "mac", (number) => `02:00:00:${[number >> 16, number >> 8, number].map((byte) => (byte & 255).toString(16).padStart(2, "0")).join(":")}`),
  },
  // tap1f2e3d4c-5b, qvo…, brq…: the first eleven characters of a port's or a network's id
  { expression: /\b(?:tap|qvo|qvb|qbr|brq|qr-|qg-|sg-|ha-)[\da-f]{8}-[\da-f]{2}\b/g, alias: numbered("port") },
  // instance-0000001a that no log links to an instance
  { expression: /\binstance-[\da-f]{8}\b/g, alias: (found, aliases) => aliases.find(found) ?? numbered("domain")(found, aliases) },
  // 64, 40 and 32 hexadecimal digits: digests, image cache names, ids of users and projects
  { expression: /(?<![\da-z])(?:[\da-f]{64}|[\da-f]{40}|[\da-f]{32})(?![\da-z])/gi, alias: (found, aliases) => numbered("id")(found.toLowerCase(), aliases) },
  { expression: /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]*\d)/g, alias: address },
  {
    expression: /(?<![\w:.])[\da-f:]{3,}(?![\w:])/gi,
    alias: (found, aliases) => (/[\da-f]/i.test(found) && isIPv6(found) ? aliases.of(found.toLowerCase(), "address6", (number) => `fd00::${number.toString(16)}`) : undefined),
  },
  // cloud.example.org, cmp1.lab.internal
  {
    expression: /(?<![@\w.-])[a-z\d][a-z\d-]*(?:\.[a-z\d][a-z\d-]*)*\.(?:com|org|net|edu|gov|io|cloud|internal|local|localdomain|lan|corp|example|test|home|arpa)\b/gi,
    alias: (found, aliases) => aliases.find(found.toLowerCase()) ?? aliases.of(found.toLowerCase(), "host", (number) => `host-${number}`),
  },
  // http://controller:5000/
  {
    expression: /(?<=:\/\/(?:login-\d+@)?)[a-z][\w-]*(?=[:/])/gi,
    alias: (found, aliases) =>
      /^(?:host|user)-\d+$/.test(found) ? undefined : (aliases.find(found.toLowerCase()) ?? aliases.of(found.toLowerCase(), "host", (number) => `host-${number}`)),
  },
  // /home/jane, /Users/jane
  { expression: /(?<=\/(?:home|Users)\/)[^/\s"']+/g, alias: numbered("user") },
];

/** `admin demo`: a user, a project. What is an id has its alias already, and `default` names nobody. */
function contextAlias(found: string, aliases: Aliases): string {
  return found
    .split(" ")
    .map((word, index) =>
      /^(?:default|None|[a-z]+-\d+|[\da-f]{32})$/.test(word)
        ? word
        : aliases.of(word, index === 0 ? "user" : "project", (number) => `${index === 0 ? "user" : "project"}-${number}`),
    )
    .join(" ");
}

/** Any IPv4 address, so that none is given as an alias. */
export const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d)/g;

/** An id that the clipping of its line cut off. */
export const CUT_ID = /(?:req-)?[\da-f]{8}-[\da-f]{4}-[\da-f-]{0,22}$/i;
