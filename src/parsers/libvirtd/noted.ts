import type { Values } from "./columns.ts";
import type { Context } from "./life.ts";
import type { LibvirtRecord } from "./record.ts";

/** What a rule does with messages of which only the values were noted. It gives what it gives for the message as text. */
export interface Noted {
  /** What may follow the beginning of the message, see template.ts; all name the same values in the same order. */
  readonly templates: readonly string[];
  /** The record has no text. */
  readonly apply: (record: LibvirtRecord, values: Values, context: Context) => void;
}
