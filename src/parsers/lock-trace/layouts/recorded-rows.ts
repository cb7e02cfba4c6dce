import { createRowReader, type RowReader } from "../field-rows.ts";
import { sinceEpochOrBoot } from "../instant.ts";
import type { Layout } from "../layout.ts";
import { createRowSink, NO_HEADER } from "../row-sink.ts";

/**
 * Rows of users' own SystemTap and bpftrace scripts that name no columns. Two orders are in use; the caller is an address,
 * with the symbol and its object after it where the trace was resolved.
 */
export const recordedRows: Layout = {
  id: "recorded rows",
  title: "WAIT, HOLD and COND rows of a SystemTap or bpftrace script, without a header",
  example: "1795360022509071280 28370 libvirtd WAIT 0x7f6a24496b40 25047 0x7f6a240f10f9 virLogMessage+0x209 [libvirt.so.0.9000.0]",
  // Every line of every log is asked: most hold no address.
  recognises: (line) => line.includes("0x") && ORDERS.some((read) => read(line, 1) !== undefined),
  open: (context) => {
    const sink = createRowSink(context, NO_HEADER, true);
    let read: RowReader | undefined;
    return {
      line: (text, line) => {
        read ??= ORDERS.find((order) => order(text, line) !== undefined);
        const row = read?.(text, line);
        if (row === undefined) return false;
        sink.add(row);
        return true;
      },
      end: sink.end,
    };
  },
};

const ORDERS: readonly RowReader[] = ["epoch_ns tid comm kind lock ns caller", "mono_ns wall tid comm kind lock ns caller"].flatMap(
  (order) => createRowReader(order.split(" "), sinceEpochOrBoot) ?? [],
);
