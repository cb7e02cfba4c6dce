/**
 * Text with the parts that came from logs told apart from our own words, so that each format can show names as names. Neither part is
 * escaped yet: that is the format's business.
 */
export type Sentence = readonly (string | Logged)[];

export interface Logged {
  readonly logged: string;
}

/** Longest name shown whole; the JSON report has it all. */
const LONGEST_NAME = 120;

/** A name as a log or a path gave it. */
export function logged(name: string): Logged {
  if (name.length <= LONGEST_NAME) return { logged: name };
  return { logged: `${[...name.slice(0, LONGEST_NAME - 1)].join("")}…` };
}

/** Longest sentence with names in it shown whole. */
const LONGEST_SENTENCE = 400;

/** A sentence of an analysis that has names from logs in it: words, escaped as all are. */
export function clippedSentence(text: string): string {
  return text.length <= LONGEST_SENTENCE ? text : `${[...text.slice(0, LONGEST_SENTENCE - 1)].join("")}…`;
}

/** The tail matters more than the head: file names. */
export function loggedPath(path: string): Logged {
  return path.length <= LONGEST_NAME ? { logged: path } : { logged: `…${path.slice(1 - LONGEST_NAME)}` };
}

/** Words and names together, not yet escaped. */
export function textOf(sentence: Sentence): string {
  return sentence.map((part) => (typeof part === "string" ? part : part.logged)).join("");
}

type Value = string | number | Logged | Sentence;

/** Template tag: say`held by ${logged(name)} for ${formatDuration(us)}`. */
export function say(words: TemplateStringsArray, ...values: readonly Value[]): Sentence {
  const parts: (string | Logged)[] = [];
  words.forEach((word, index) => {
    if (word !== "") parts.push(word);
    const value = values[index];
    if (value !== undefined) parts.push(...partsOf(value));
  });
  return parts;
}

function partsOf(value: Value): Sentence {
  if (typeof value === "number") return [String(value)];
  if (typeof value === "string") return value === "" ? [] : [value];
  return "logged" in value ? [value] : value;
}

/** One after another, with `separator` between; empty ones vanish. */
export function join(sentences: readonly Sentence[], separator: string): Sentence {
  const full = sentences.filter((sentence) => sentence.length > 0);
  return full.flatMap((sentence, index) => (index === 0 ? sentence : [separator, ...sentence]));
}

/** A line of a report: what it is about, and what there is to say. */
export interface Fact {
  readonly label: string;
  readonly text: Sentence;
}
