import { jsonOf } from "../../lib/escape.ts";

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
  return jsonOf(value, 1).replaceAll("\n", `\n${indent}`);
}
