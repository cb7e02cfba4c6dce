/** What tracers print where they have no symbol. */
const UNKNOWN = new Set(["", "-", "?", "??", "[unknown]", "<unknown>", "unknown", "Unknown"]);

/**
 * The function a tracer names as the caller, without offset and object; the address where it has no symbol; undefined where
 * it says nothing. Reads `virLogMessage+0x209 [libvirt.so.0.9000.0]`, `0x7f6a240f10f9 virLogMessage+0x209 [libvirt.so]`,
 * ` 0x401136 : main+0x9/0x20 [/usr/bin/x]`, `virLogMessage+521`, `0x7f6a240f10f9`.
 */
export function callerName(text: string): string | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith("0x")) return symbolName(trimmed);
  const space = trimmed.indexOf(" ");
  if (space === -1) return address(trimmed);
  const rest = trimmed.slice(space + 1).trimStart();
  return symbolName(rest.startsWith(":") ? rest.slice(1).trimStart() : rest) ?? address(trimmed.slice(0, space));
}

/** Callers repeat: names found so far are kept, up to this many. */
const MOST_NAMES = 4096;

/** `callerName` with a memory, for traces of many rows. */
export function createCallerNames(): (text: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (text) => {
    const name = known.get(text);
    if (name !== undefined || text === "") return name;
    const found = callerName(text);
    if (known.size < MOST_NAMES) known.set(text, found);
    return found;
  };
}

function symbolName(text: string): string | undefined {
  let name = text;
  const object = firstOf(name.indexOf(" ["), name.indexOf(" (/"), name.indexOf(" (inlined)"));
  if (object !== -1) name = name.slice(0, object);
  const plus = name.lastIndexOf("+");
  // An offset into an object file names a place; only an offset into a function may go.
  if (plus > 0 && isOffset(name, plus + 1) && !name.includes(".so")) name = name.slice(0, plus);
  name = name.trim();
  return UNKNOWN.has(name) ? undefined : name;
}

function firstOf(...positions: number[]): number {
  const found = positions.filter((position) => position !== -1);
  return found.length === 0 ? -1 : Math.min(...found);
}

/** `0x209`, `0x9/0x20`, `521` */
function isOffset(text: string, from: number): boolean {
  return /^(?:0x[\da-f]+|\d+)(?:\/(?:0x[\da-f]+|\d+))?$/i.test(text.slice(from));
}

/** One spelling for one address: lower case, `0x` once, no leading zeros. Text that is no address stays as it is. */
export function address(text: string): string {
  const first = text.charCodeAt(2);
  // `0x7f10a4000b60`: nothing to do for nearly all.
  if (text.startsWith("0x") && first !== 0x30 && !UPPER_HEX.test(text)) return text;
  // `0x0x559cfdae59b0` (mutrace prints the prefix twice), `7f294b100018` (perf prints none)
  const digits = /^(?:0x)*([\da-f]+)$/i.exec(text)?.[1];
  if (digits === undefined) return text;
  return "0x" + (digits.toLowerCase().replace(/^0+/, "") || "0");
}

const UPPER_HEX = /[A-FX]/;
