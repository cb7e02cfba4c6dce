import { lineByLine, type Layout } from "../layout.ts";
import { headSinceStart, readSinceStart } from "../script-clock.ts";

/**
 * libvirt's examples/systemtap/qemu-monitor.stp (since 0.9.8): what went to (`>`) and came from (`<` reply, `!` event) the QEMU monitors.
 * Replies may be cut by SystemTap's string limit and so lack the id; a monitor runs one command at a time, so its pointer pairs them.
 */
export const libvirtQemuMonitorStp: Layout = {
  id: "qemu-monitor.stp",
  title: "libvirt qemu-monitor.stp: commands and replies of the QEMU monitors",
  example: '  5.777 > 0x7f2dc0007960 {"execute":"query-chardev","id":"libvirt-3"}',
  recognises: (line) => read(line) !== undefined,
  open: lineByLine("libvirtd", (text, line, context) => {
    const message = read(text);
    if (message === undefined) return false;
    const head = headSinceStart(message.atUs, line);
    if (message.sign === ">") {
      context.emit({ kind: "operation-began", head, operation: "monitor-command", name: message.command ?? "unknown", key: message.monitor, domain: undefined });
    } else if (message.sign === "<") {
      context.emit({ kind: "operation-ended", head, key: message.monitor, outcome: message.failed ? "error" : undefined });
    }
    return true;
  }),
};

// > 0x7f2dc0007960 {"execute":"query-chardev","id":"libvirt-3"}
const MESSAGE = /^([<>!]) (0x[\da-f]+) (\{.*)$/;
const COMMAND = /"execute": ?"([\w-]{1,80})"/;

interface Message {
  readonly atUs: number;
  readonly sign: string;
  readonly monitor: string;
  readonly command: string | undefined;
  readonly failed: boolean;
}

function read(text: string): Message | undefined {
  const timed = readSinceStart(text);
  const [, sign, monitor, json] = timed === undefined ? [] : (MESSAGE.exec(timed.rest) ?? []);
  if (timed === undefined || sign === undefined || monitor === undefined || json === undefined) return undefined;
  return { atUs: timed.atUs, sign, monitor, command: COMMAND.exec(json)?.[1], failed: json.includes('"error":') };
}
