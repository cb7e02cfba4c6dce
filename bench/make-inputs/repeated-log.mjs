// Inputs (a) and (b): one log that goes on as the host boots such a batch again and again.
import { captureFacts, captureFolder, partOf, readLog } from "./captures.mjs";
import { builtInput } from "./cache.mjs";
import { renaming } from "./rename.mjs";
import { readTemplate, renderTemplate } from "./template.mjs";

/** From one batch to the next: more than a batch lasts and a run may pause, so that each is a run of its own. */
export const BETWEEN_RUNS_S = 600;

/** Every object and thread of a later batch is another. */
export const LIBVIRTD_KINDS = ["time", "uuid", "device", "domain", "pointer", "thread"];

/** The daemon lives on, so its pid stays. */
export const NOVA_KINDS = ["time", "uuid", "device", "domain", "pointer"];

/** 2 GB of libvirtd at debug level. */
export function libvirtdInput(size) {
  return repeatedLog("libvirtd", "libvirtd.log", LIBVIRTD_KINDS, 2e9 * size);
}

/** 1 GB of nova-compute at debug level. */
export function novaComputeInput(size) {
  return repeatedLog("nova-compute", "nova-compute.log", NOVA_KINDS, 1e9 * size);
}

/** About `bytes` bytes: whole batches, at least one. */
function repeatedLog(id, name, kinds, bytes) {
  const capture = captureFolder("zed-boot-20", "zed-boot-10");
  return builtInput(`${id}-${Math.round(bytes / 1e6)}MB`, [capture], (output) => {
    const { boots, fromS, toS } = captureFacts(capture);
    const log = readLog(capture, name);
    const file = output.open(name);
    file.write(Buffer.from(log, "latin1"));
    const batch = readTemplate(partOf(log, fromS, toS), kinds);
    let runs = 1;
    for (; file.size() + batch.bytes.length <= bytes; runs++) {
      file.write(renderTemplate(batch, renaming({ number: runs, shiftS: runs * BETWEEN_RUNS_S })));
    }
    file.close();
    return { files: [name], runs, boots: runs * boots };
  });
}
