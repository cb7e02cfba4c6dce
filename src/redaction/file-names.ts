import type { Aliases } from "./aliases.ts";

/** Words that say what a log is, never whose. */
const WORDS: ReadonlySet<string> = new Set(
  "nova neutron quantum keystone glance placement cinder heat horizon swift ironic octavia designate barbican openstack api compute conductor scheduler server agent linuxbridge openvswitch ovs ovn dhcp metadata l3 uwsgi wsgi apache httpd nginx error access libvirt libvirtd virtqemud virtlogd virtnetworkd qemu log logs txt gz xz zst bz2 zip tar tgz lz4 json jsonl csv tsv html out err stdout stderr atop stap systemtap lock locks trace traces perf lttng bpf ftrace phases journal journalctl syslog messages kern daemon audit debug info raw p screen n devstack novncproxy console cells api-metadata rootwrap privsep registry volume backup messaging rabbit mysql sos sosreport commands var etc run host hosts".split(
    " ",
  ),
);

const EXTENSIONS: ReadonlySet<string> = new Set("log txt json jsonl csv gz xz zst bz2 tar tgz zip".split(" "));

/** Folders by number, the name of a file only where its words say no more than what kind of log it is. */
export function aliasPath(path: string, aliases: Aliases): string {
  const at = path.lastIndexOf("/");
  const [folder, name] = [path.slice(0, Math.max(0, at)), path.slice(at + 1)];
  const told = isOrdinary(name) ? name : aliases.of(name, "file", (number) => `file-${number}${extensionOf(name)}`);
  return folder === "" ? told : `${aliasFolder(folder, aliases)}/${told}`;
}

export function aliasFolder(folder: string, aliases: Aliases): string {
  return aliases.of(folder, "folder", (number) => `logs-${number}`);
}

function isOrdinary(name: string): boolean {
  return name.split(/[-_.\s]+/).every((word) => word === "" || /^\d{1,8}$/.test(word) || WORDS.has(word.toLowerCase()));
}

function extensionOf(name: string): string {
  const parts = name.split(".");
  const first = parts.findIndex((_, index) => index > 0 && parts.slice(index).every((part) => EXTENSIONS.has(part.toLowerCase())));
  return first < 0 ? "" : `.${parts.slice(first).join(".")}`;
}
