// A log taken apart into what every copy of it shares and the names and times that differ, so that copies are written fast.

/** What can differ from copy to copy; each kind is a pattern of text that stands for itself wherever it occurs. */
const PATTERNS = {
  // 2026-11-22 15:02:01 or with a T
  time: String.raw`\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d`,
  // Sun Nov 22 15:02:40 2026, of uWSGI
  ctime: String.raw`[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}`,
  // 1795359736 2026/11/22 15:02:16, of atop
  atopTime: String.raw`\b\d{10} \d{4}/\d\d/\d\d \d\d:\d\d:\d\d`,
  // 1795360022 of 1795360022509071280, at the beginning of a row of a lock trace
  epoch: String.raw`^\d{10}(?=\d{9} )`,
  // 3b4c824f-ade9-42a3-a974-8890f756536d, also within req-…
  uuid: String.raw`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`,
  // tapfdf6ad0f-7f: a device named after a port
  device: String.raw`\b(?:tap|brq|qvo|qvb|qbr)[0-9a-f]{8}-[0-9a-f]{2}\b`,
  domain: String.raw`\binstance-[0-9a-f]{8}\b`,
  pointer: String.raw`\b0x[0-9a-f]{9,16}\b`,
  // One of the thread ids in the heads of libvirtd's lines; standing alone it is one elsewhere too.
  thread: String.raw`\b\d{4,7}\b`,
  // The captures' host is `lab1` to nova and `vm` to itself.
  host: String.raw`\blab1\b|(?<=name=|node='|lab1:|node: |host: '|hostname='|lab1, |'lab1', '|hostname: |^[A-Za-z]{3} )vm\b(?![=_-])`,
};

/**
 * @param {string} text Latin-1
 * @param {readonly string[]} kinds Which of the patterns to look for.
 */
export function readTemplate(text, kinds) {
  const threads = kinds.includes("thread") ? threadsOf(text) : undefined;
  const finder = new RegExp(kinds.map((kind) => `(?<${kind}>${PATTERNS[kind]})`).join("|"), "gm");
  const tokens = [];
  const known = new Map();
  const starts = [];
  const numbers = [];
  for (const match of text.matchAll(finder)) {
    const [name] = match;
    let number = known.get(name);
    if (number === undefined) {
      const kind = kinds.find((one) => match.groups[one] !== undefined);
      if (kind === "thread" && !threads.has(name)) continue;
      number = tokens.push({ kind, name }) - 1;
      known.set(name, number);
    }
    starts.push(match.index);
    numbers.push(number);
  }
  return { bytes: Buffer.from(text, "latin1"), starts: Uint32Array.from(starts), numbers: Uint32Array.from(numbers), tokens };
}

function threadsOf(text) {
  const threads = new Set();
  // 2026-11-22 15:01:44.130+0000: 24291: info : …
  for (const [, thread] of text.matchAll(/^.{28}: (\d+): /gm)) threads.add(thread);
  return threads;
}

/**
 * One copy of the log.
 *
 * @param {(token: { kind: string, name: string }) => string} rename Called once for each distinct name.
 */
export function renderTemplate({ bytes, starts, numbers, tokens }, rename) {
  const names = tokens.map((token) => Buffer.from(rename(token), "latin1"));
  const lengths = tokens.map(({ name }) => name.length);
  let size = bytes.length;
  for (const number of numbers) size += names[number].length - lengths[number];
  const out = Buffer.allocUnsafe(size);
  let from = 0;
  let at = 0;
  for (let i = 0; i < starts.length; i++) {
    at = put(bytes, from, starts[i], out, at);
    const name = names[numbers[i]];
    at = put(name, 0, name.length, out, at);
    from = starts[i] + lengths[numbers[i]];
  }
  put(bytes, from, bytes.length, out, at);
  return out;
}

/** A call costs more than a loop over a few bytes. */
function put(source, from, to, out, at) {
  if (to - from > 96) {
    source.copy(out, at, from, to);
    return at + to - from;
  }
  for (let i = from; i < to; i++) out[at++] = source[i];
  return at;
}
