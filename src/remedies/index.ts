import { agentLoop } from "./agent-loop.ts";
import { apiProcesses } from "./api-processes.ts";
import { buildSlots } from "./build-slots.ts";
import { cgroupAttach } from "./cgroup-attach.ts";
import { computeFirewall } from "./compute-firewall.ts";
import { conductorWorkers } from "./conductor-workers.ts";
import { cpuLimit } from "./cpu-limit.ts";
import { dhcpReloads } from "./dhcp-reloads.ts";
import { diskLimit } from "./disk-limit.ts";
import { domainJob } from "./domain-job.ts";
import { failedBoots } from "./failed-boots.ts";
import { imageCacheLock } from "./image-cache-lock.ts";
import { iptablesUpdates } from "./iptables-updates.ts";
import { keystoneProcesses } from "./keystone-processes.ts";
import { lateEvents } from "./late-events.ts";
import { libvirtCalls } from "./libvirt-calls.ts";
import { libvirtRequestLimits } from "./libvirt-request-limits.ts";
import { networkCacheLock } from "./network-cache-lock.ts";
import { neutronServerWorkers } from "./neutron-server-workers.ts";
import { processFreeze } from "./process-freeze.ts";
import { redundantApplies } from "./redundant-applies.ts";
import type { Remedy } from "./remedy.ts";
import { resourceTrackerLock } from "./resource-tracker-lock.ts";
import { rootwrapStart } from "./rootwrap-start.ts";
import { rpcLatency } from "./rpc-latency.ts";
import { securityLabels } from "./security-labels.ts";
import { tokenChecks } from "./token-checks.ts";
import { tokenStore } from "./token-store.ts";
import { vifPlugged } from "./vif-plugged.ts";

/** Every rule. First what boots waited for when forty were first started at once (OpenStack Grizzly), then what they wait for today. */
export const remedies: readonly Remedy[] = [
  failedBoots,
  cpuLimit,
  diskLimit,
  apiProcesses,
  computeFirewall,
  tokenStore,
  rootwrapStart,
  libvirtRequestLimits,
  domainJob,
  cgroupAttach,
  securityLabels,
  conductorWorkers,
  keystoneProcesses,
  neutronServerWorkers,
  libvirtCalls,
  resourceTrackerLock,
  dhcpReloads,
  iptablesUpdates,
  agentLoop,
  lateEvents,
  processFreeze,
  tokenChecks,
  rpcLatency,
  redundantApplies,
  buildSlots,
  vifPlugged,
  networkCacheLock,
  imageCacheLock,
];
