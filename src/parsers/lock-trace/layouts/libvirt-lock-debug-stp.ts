import { createFrames, isFrame } from "../frames.ts";
import { address } from "../caller.ts";
import { plainFacts, type Layout } from "../layout.ts";
import { wanterOf } from "../stack.ts";
import { timelessHead } from "../summary.ts";

/**
 * libvirt's examples/systemtap/lock-debug.stp (since 1.2.8): at exit, each mutex that threads still wait for, with who has it.
 * It prints no time, and its probes see virMutexLock only.
 */
export const libvirtLockDebugStp: Layout = {
  id: "lock-debug.stp",
  title: "libvirt lock-debug.stp: mutexes that threads were stuck on",
  example: "Lock 0x7f6a24057088 was locked in thread 28378 with this trace:",
  recognises: (line) => HELD.test(line) || WAITING.test(line) || (isFixed(line) && !isDivider(line)),
  open: (context) => {
    const frames = createFrames();
    let records = 0;
    let lock: string | undefined;
    let holder: number | undefined;
    let current: { readonly tid: number; readonly line: number; readonly waits: boolean } | undefined;

    const flush = (): void => {
      const by = wanterOf(frames.take());
      if (current === undefined || lock === undefined) return;
      const head = timelessHead(context, { line: current.line, service: "libvirtd", tid: current.tid });
      const shared = { head, resource: "lock", lock, scope: "address", form: "traced", by, key: undefined } as const;
      if (!current.waits) context.emit({ kind: "lock-acquired", ...shared, waitUs: undefined });
      // The script lists the holder among the waiters, too: nobody waits for himself.
      else if (current.tid !== holder) context.emit({ kind: "lock-requested", ...shared, holder: holder === undefined ? undefined : `thread ${holder}` });
      current = undefined;
    };

    return {
      line: (text, line) => {
        const [, name, holding] = HELD.exec(text) ?? [];
        const waiting = WAITING.exec(text)?.[1];
        if (name !== undefined) {
          flush();
          records++;
          lock = address(name);
          holder = Number(holding);
          current = { tid: holder, line, waits: false };
        } else if (waiting !== undefined) {
          flush();
          records++;
          current = { tid: Number(waiting), line, waits: true };
        } else if (isFixed(text)) {
          flush();
        } else if (current !== undefined && isFrame(text)) {
          frames.add(text);
        } else return false;
        return true;
      },
      end: () => {
        flush();
        return plainFacts(records, "libvirtd");
      },
    };
  },
};

// Lock 0x7f6a24057088 was locked in thread 28378 with this trace:
const HELD = /^Lock (.{1,200}) was locked in thread (\d{1,10}) with this trace:/;
// and is waiting to be locked by thread 28379 here:
const WAITING = /^and is waiting to be locked by thread (\d{1,10}) here:/;

function isFixed(text: string): boolean {
  return (
    text.startsWith("Started, press ^C when the process hangs") || text.startsWith("The following locks cannot be acquired:") ||
    text.startsWith("No deadlocks found, sorry.") || text.startsWith("Warning: lock released on different thread") ||
    isDivider(text)
  );
}

function isDivider(text: string): boolean {
  return text === "---" || text === "=============";
}
