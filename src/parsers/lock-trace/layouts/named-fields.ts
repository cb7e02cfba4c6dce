import { createRowReader, isColumnName, type RowReader } from "../field-rows.ts";
import { sinceEpochOrBoot } from "../instant.ts";
import type { Layout } from "../layout.ts";
import { createRowSink, NO_HEADER, type RowSink } from "../row-sink.ts";
import { headerOf, monoPlacement, readSettings } from "../settings.ts";

/**
 * Rows of users' own scripts whose first line names the columns, in any order:
 * `# virt-lock-trace pid=5150; fields: mono_ns wall tid comm kind lock_addr ns caller`
 * `# futex-trace pid=5150; fields: mono_ns tid comm cmd uaddr val wait_ns ret`
 */
export const namedFields: Layout = {
  id: "named fields",
  title: "rows of a SystemTap or bpftrace script under a comment that names their fields",
  example: "# virt-lock-trace pid=5150; fields: mono_ns wall tid comm kind lock_addr ns caller",
  recognises: (line) => readFields(line) !== undefined,
  open: (context) => {
    let sink: RowSink | undefined;
    let read: RowReader | undefined;
    return {
      line: (text, line) => {
        const row = read?.(text, line);
        if (row !== undefined) {
          sink?.add(row);
          return true;
        }
        const fields = readFields(text);
        if (fields === undefined) return false;
        // Waits in the kernel are never shorter than a switch of threads: their floor is no threshold.
        sink ??= createRowSink(context, headerOf(readSettings(text)), fields.names.includes("kind"));
        read = fields.read;
        return true;
      },
      end: () => (sink ?? createRowSink(context, NO_HEADER, false)).end(),
    };
  },
};

function readFields(text: string): { readonly names: readonly string[]; readonly read: RowReader } | undefined {
  const at = text.startsWith("#") ? text.indexOf("fields:") : -1;
  const names = (at === -1 ? text.replace("#", "") : text.slice(at + "fields:".length)).split(/[\s,]+/).filter((name) => name !== "");
  // Without `fields:` it must be a line of nothing but names.
  if (at === -1 && (names.length < 5 || !names.every(isColumnName))) return undefined;
  const settings = readSettings(at === -1 ? "" : text.slice(0, at));
  const read = createRowReader(names, settings.has("boot_epoch_s") ? monoPlacement(settings) : sinceEpochOrBoot);
  return read === undefined ? undefined : { names, read };
}
