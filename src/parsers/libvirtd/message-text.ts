/** The value after a name (with its equals sign: `mon=`), up to a space, comma or bracket. */
export function field(message: string, name: `${string}=`): string | undefined {
  const at = message.indexOf(name);
  if (at < 0) return undefined;
  const from = at + name.length;
  let end = from;
  while (end < message.length && !endsField(message.charCodeAt(end))) end++;
  return end === from ? undefined : message.slice(from, end);
}

const SPACE = 0x20;
const COMMA = 0x2c;
const BRACKET = 0x29;

function endsField(code: number): boolean {
  return code === SPACE || code === COMMA || code === BRACKET;
}

/** The text between two markers; undefined without both. */
export function between(message: string, before: string, after: string): string | undefined {
  const at = message.indexOf(before);
  if (at < 0) return undefined;
  const from = at + before.length;
  const end = message.indexOf(after, from);
  return end < 0 ? undefined : message.slice(from, end);
}
