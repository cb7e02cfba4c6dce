import type { Context } from "./life.ts";
import { headOf, type LibvirtRecord } from "./record.ts";

// libvirt version: 9.0.0, package: 9.0.0-4+deb12u2 (Debian)
const VERSION = /^libvirt version: ([\w.+~-]+)/;

/** First record of every log file; every new output repeats it. */
export function isBanner(message: string): boolean {
  return message.startsWith("libvirt version: ");
}

export function bannerVersion(message: string): string | undefined {
  return VERSION.exec(message)?.[1];
}

// hostname: compute-3          1.3.1+
export function bannerHost(message: string): string | undefined {
  return message.startsWith("hostname: ") ? message.slice("hostname: ".length).trim() || undefined : undefined;
}

/** Whether `version` (`9.0.0`) is this release or a later one. */
export function atLeast(version: string, ...release: readonly [major: number, minor: number, patch: number]): boolean {
  const parts = version.split(".").map((part) => Number.parseInt(part, 10));
  const differs = release.findIndex((part, index) => (parts[index] ?? 0) !== part);
  return differs < 0 || (parts[differs] ?? 0) > (release[differs] ?? 0);
}

// virNetDaemonQuit:… : Quit requested 0x55e0642a8870
export function quitRequested(record: LibvirtRecord, { life, emit }: Context): void {
  if (life.stopped) return;
  life.stopped = true;
  emit({ kind: "banner", head: headOf(record), product: "libvirt", version: life.version, life: "stop" });
}
