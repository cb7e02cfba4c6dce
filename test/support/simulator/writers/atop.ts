import { BIN_US } from "../engine/simulation.ts";
import type { Service } from "../facts.ts";
import type { World } from "../model/world.ts";
import type { Dialect } from "../scenarios/scenario.ts";
import { epochUs } from "./clock.ts";
import { EVENT_LOOP } from "./libvirtd.ts";
import { pidOf } from "./oslo-line.ts";

/** Ticks of a second. */
const HERTZ = 100;

/** Of a process's time, what the kernel spends for it. */
const KERNEL_SHARE = 0.3;

/** `atop -P ALL 2`: the host, its cores, its disk, and the processes that did something, every 2 s. */
export function writeAtop({ sim, scenario, boots }: World): string {
  const { dialect, cores } = scenario;
  const usage = [...sim.cpu.usage];
  const disk = sim.disk.usage.get("disk") ?? [];
  const samples = Math.max(...usage.map(([, bins]) => bins.length));
  const host = dialect === "zed" ? "lab1" : dialect === "ocata" ? "cmp1" : "cmp-01";
  const lines: string[] = [];
  const secondsUp = 8_412;
  for (let sample = -1; sample < samples; sample += 1) {
    const endUs = epochUs(dialect, (sample + 1) * BIN_US);
    const interval = sample < 0 ? secondsUp : BIN_US / 1e6;
    const head = (label: string): string => `${label} ${host} ${String(Math.floor(endUs / 1e6))} ${stamp(endUs)} ${String(interval)}`;
    if (sample < 0) lines.push("RESET");
    const busyUs = sample < 0 ? secondsUp * 9e4 * cores : usage.reduce((sum, [, bins]) => sum + (bins[sample] ?? 0), 0);
    const diskUs = sample < 0 ? secondsUp * 4e4 : (disk[sample] ?? 0);
    const noise = sim.draws.durationUs(`sample ${String(sample)}`, 18_000 * cores, 0.4);
    const ticks = Math.min(interval * HERTZ * cores, Math.round(((busyUs + noise) / 1e6) * HERTZ));
    lines.push(cpuLine(head("CPU"), `${String(cores)}`, ticks, interval * HERTZ * cores, diskUs, dialect));
    for (let core = 0; core < cores; core += 1) lines.push(cpuLine(head("cpu"), String(core), Math.floor((ticks + core) / cores), interval * HERTZ, 0, dialect));
    lines.push(`${head("CPL")} ${String(cores)} 1.28 1.75 1.83 ${String(5600 + ticks * 31)} ${String(2600 + ticks * 9)}`);
    lines.push(`${head("MEM")} 4096 6171021 5483895 71052 1201 61179 608 51592 0 9005 0 0 2097152 0 0 0 0 0 199 0 3054`);
    lines.push(diskLine(head("DSK"), diskUs, dialect));
    for (const [program, bins] of usage) {
      const tick = Math.round(((sample < 0 ? 0 : (bins[sample] ?? 0)) / 1e6) * HERTZ);
      const process = processOf(program, boots);
      if (process !== undefined && (tick > 0 || process.isLasting)) lines.push(processLine(head("PRC"), process.pid, process.name, tick, dialect));
    }
    lines.push("SEP");
  }
  return `${lines.join("\n")}\n`;
}

function cpuLine(head: string, which: string, ticks: number, capacity: number, diskUs: number, dialect: Dialect): string {
  const system = Math.round(ticks * KERNEL_SHARE);
  const wait = Math.min(capacity - ticks, Math.round((diskUs / 1e6) * HERTZ));
  const rest = `0 ${String(capacity - ticks - wait)} ${String(wait)} 0 0 0 0 2596 100`;
  return `${head} ${String(HERTZ)} ${which} ${String(system)} ${String(ticks - system)} ${rest}${dialect === "zed" ? " 0 0" : ""}`;
}

function diskLine(head: string, busyUs: number, dialect: Dialect): string {
  const ms = String(Math.round(busyUs / 1000));
  const requests = String(Math.round(busyUs / 700));
  const name = dialect === "zed" ? "vda" : "sda";
  return `${head} ${name} ${ms} ${requests} ${String(Number(requests) * 16)} ${requests} ${String(Number(requests) * 40)}${dialect === "zed" ? " 0 0 0 1.30" : ""}`;
}

function processLine(head: string, pid: number, name: string, ticks: number, dialect: Dialect): string {
  const kernel = Math.round(ticks * KERNEL_SHARE);
  const common = `${head} ${String(pid)} (${name}) ${ticks > 0 ? "R" : "S"} ${String(HERTZ)} ${String(ticks - kernel)} ${String(kernel)} 0 120 0 0 1 0`;
  if (dialect === "grizzly") return common;
  return dialect === "ocata" ? `${common} ${String(pid)} y` : `${common} ${String(pid)} y 0 () 0 -3 -3`;
}

interface Process {
  readonly pid: number;
  readonly name: string;
  /** Seen in samples in which it did nothing. */
  readonly isLasting: boolean;
}

function processOf(program: string, boots: World["boots"]): Process | undefined {
  const [name = "", number = "0"] = program.split(" ");
  const index = Number(number);
  if (name === "qemu") return { pid: boots[index]?.qemuPid ?? 0, name: "qemu-system-x86", isLasting: false };
  if (name === "libvirtd") return { pid: EVENT_LOOP, name: "libvirtd", isLasting: true };
  if (name === "dnsmasq") return { pid: 25_600, name: "dnsmasq", isLasting: true };
  // Commands come and go within a sample.
  if (name === "qemu-img" || name === "iptables-restore") return undefined;
  return { pid: pidOf(name as Service, index), name: (PROCESS_NAMES[name] ?? name).slice(0, 15), isLasting: true };
}

const PROCESS_NAMES: Readonly<Record<string, string>> = { "neutron-agent": "neutron-openvswitch-agent", keystone: "uwsgi", "placement-api": "uwsgi" };

/** `2026/11/22 15:02:16` */
function stamp(us: number): string {
  return new Date(us / 1000).toISOString().slice(0, 19).replaceAll("-", "/").replace("T", " ");
}

