/** Keys whose strings come from a fixed set. */
const ENUMERATED = new Set(["kind", "outcome", "phase", "how", "severity", "clock", "readyBy", "gauge", "limitedBy", "role", "verdict", "judgement", "change"]);

/** Hotspots are called so by the program. */
const OWN_ID = /^H\d+$/;

/** The same value with every string that is free to be anything replaced by the next of `texts`, in turn. */
export function fillStrings<T>(report: T, texts: readonly string[]): T {
  let next = 0;
  const fill = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return ENUMERATED.has(key) || OWN_ID.test(value) ? value : (texts[next++ % texts.length] ?? "");
    if (Array.isArray(value)) return value.map((each) => fill(each, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fill(each, name)]));
  };
  return fill(report, "") as T;
}
