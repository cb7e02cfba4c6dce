/** Any answer of ours as JSON. */
export function writeJson(answer: object): string {
  return [...jsonParts(answer)].join("");
}

/** What `JSON.stringify(answer, null, 1)` gives, a key or an item of a list at a time: the whole may be longer than a string can be. */
export function* jsonParts(answer: object): Generator<string> {
  let before = "{\n";
  for (const [key, value] of Object.entries(answer) as [string, unknown][]) {
    yield `${before} ${JSON.stringify(key)}: `;
    before = ",\n";
    if (Array.isArray(value) && value.length > 0) yield* itemsOf(value);
    else yield indented(value, " ");
  }
  yield "\n}\n";
}

function* itemsOf(list: readonly unknown[]): Generator<string> {
  let before = "[\n  ";
  for (const item of list) {
    yield before + indented(item, "  ");
    before = ",\n  ";
  }
  yield "\n ]";
}

/** A line end in JSON is never one of a text. */
function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 1).replaceAll("\n", `\n${indent}`).replace(RAW, escaped);
}

/** What JSON leaves as it is and a terminal obeys or hides: DEL, C1, format characters, separators. Escaped they are the same JSON. */
const RAW = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(char: string): string {
  return Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
}
