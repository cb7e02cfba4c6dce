/** How the name of a step begins in the report, and how a reader knows it. The shorter, the more of the rest is seen. */
const WORDS: readonly (readonly [string, string])[] = [
  ["http-served: ", "HTTP "],
  ["http-call: ", "calls HTTP "],
  ["rpc-served: ", "RPC "],
  ["rpc-call: ", "calls RPC "],
  ["libvirt-api: remoteDispatch", "libvirt "],
  ["libvirt-api: ", "libvirt "],
  ["domain-start: start", "QEMU start"],
  ["domain-stop: stop", "QEMU stop"],
  ["domain-step: ", ""],
  ["monitor-section: monitor", "QEMU monitor"],
  ["monitor-command: ", "QEMU monitor: "],
  ["select-destinations: to ", ""],
];

/** A step of work as timelines show it; the JSON report has its kind and name in full. */
export function nameOfWork(step: string): string {
  const [start, words] = WORDS.find(([begin]) => step.startsWith(begin)) ?? ["", ""];
  const rest = step.slice(start.length);
  return words + rest === "" ? step : words + rest;
}
