/** Numbers, ids, addresses and quoted names: what tells one thing in a log from another. Not the parts of a date or a time of day. */
const TELLING = /\b(?:0x)?[\da-f]{8,}\b|(?<=[\s=[("'#-])\d{3,7}(?=[\s:\])"',;]|$)|(?<=[a-z]-?)\d+\b|(?<=")[a-z][\w.-]*(?=")/g;

/** A line as what stands and what changes in turn, beginning with what stands. */
type Template = readonly string[];

/** Line number `count` of a million, made from those given in turn: each names things that no line before it named, in words about as long. */
export function renumbered(lines: readonly string[]): (count: number) => string {
  const templates = lines.map(templateOf);
  return (count) => {
    const template = templates[count % templates.length] ?? [];
    let text = "";
    for (let at = 0; at < template.length; at++) text += at % 2 === 0 ? template[at] : changed(template[at] ?? "", count);
    return text;
  };
}

function templateOf(line: string): Template {
  const parts: string[] = [];
  let from = 0;
  for (const { 0: found, index } of line.matchAll(TELLING)) {
    parts.push(line.slice(from, index), found);
    from = index + found.length;
  }
  return [...parts, line.slice(from)];
}

/** As many as a million lines need; they stay a number of its kind, or a part of an id. */
const DIGITS = 6;

function changed(text: string, count: number): string {
  return text.slice(0, -DIGITS) + (10 ** DIGITS + count).toString().slice(-DIGITS);
}
