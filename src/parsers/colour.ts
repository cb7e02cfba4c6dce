// ESC[01;36m, and as rsyslog writes control characters: #033[01;36m
const COLOUR = /(?:\u001b|#033)\[[\d;]*m/g;

/** What a program wrote for a terminal, without its colours. */
export function withoutColour(text: string): string {
  return text.includes("\u001b[") || text.includes("#033[") ? text.replace(COLOUR, "") : text;
}
