/** Lines of the tracer itself, in any layout. */
const NOISE: readonly RegExp[] = [
  /^#/, // comments no layout knows
  /^Attach(?:ing|ed) (?:to )?\d+ probes?/, // Attaching 18 probes...
  /^WARNING: /, // WARNING: Missing unwind data for a module, rerun with 'stap -d kernel'
  /^Pass \d: /, // Pass 1: parsed user script and 482 library scripts using 101488virt/88644res kb
  /^(?:Press \^C|Tracing .*(?:Ctrl-C|\^C)|Hit Ctrl-C)/i, // Tracing lock events... Hit Ctrl-C to end.
  /^\[ perf record: /, // [ perf record: Woken up 2 times to write data ]
  /^ *\d+\.\d{3} begin$/, // the first line of libvirt's scripts:   0.000 begin
  /^(?:Terminated|Killed|stap: )/,
];

export function isNoise(text: string): boolean {
  return text.trim() === "" || NOISE.some((pattern) => pattern.test(text));
}

// @waitns: 42406901134
// @depth[28370]: 2
// [1K, 2K)               1 |@         |
const MAP_DUMP = /^@\w*(?:\[.{0,500}\])?:(?: |$)|^[[(][^\])|]{1,40}[\])] +\d+ \|/;

/** What bpftrace prints of its maps after the rows a script printed itself. */
export function isMapDump(text: string): boolean {
  return MAP_DUMP.test(text);
}

/**
 * What the tracer says it lost: `WARNING: Number of errors: 0, skipped probes: 12`, `Lost 311 events`, `WARNING: There were 5 transport failures.`
 */
export function lossOf(text: string): number {
  const [, errors, skipped] = /^WARNING: Number of errors: (\d+), skipped probes: (\d+)/.exec(text) ?? [];
  if (errors !== undefined) return Number(errors) + Number(skipped);
  const lost = /^(?:WARNING: )?(?:Lost (\d+) (?:events|samples)|There were (\d+) transport failures)/.exec(text);
  return lost === null ? 0 : Number(lost[1] ?? lost[2]);
}

/** An interrupt echoed by the terminal glues itself to the first line: `^Cjava[3308] lock …`. */
export function withoutInterrupt(text: string): string {
  return text.startsWith("^C") ? text.slice(2) : text;
}
