import { STOCK } from "./stock.ts";
import { GRIZZLY, ROOMY } from "./single.ts";
import { varied, type Scenario } from "./scenario.ts";

/** Two things short, little of the host left, few logs, or nothing wrong at all. */
export const MIXED: readonly Scenario[] = [
  varied(STOCK, { name: "stock-seed-2", title: "stock, other draws", seed: 2 }),
  varied(STOCK, { name: "stock-seed-3", title: "stock, other draws again", seed: 3 }),
  varied(STOCK, { name: "stock-40", title: "stock with 40 boots", n: 40 }),
  varied(ROOMY, { name: "slots-and-tracker", title: "8 build slots, and compute_resources held long", n: 40, limits: { buildSlots: 8 }, costs: { claimDelay: 400_000 } }),
  varied(ROOMY, { name: "slots-behind-tracker", title: "what waits for compute_resources holds a build slot", n: 40, limits: { buildSlots: 10 }, costs: { claimDelay: 900_000 } }),
  varied(ROOMY, { name: "api-then-neutron", title: "2 API workers, then one network server", n: 40, limits: { apiWorkers: 2, neutronWorkers: 1 }, costs: { apiCreate: 500_000 } }),
  varied(ROOMY, { name: "requests-and-labels", title: "2 requests to libvirtd at a time, labelling slow", n: 30, limits: { libvirtRequests: 2 }, costs: { securityLabel: 250_000 } }),
  varied(ROOMY, { name: "conductor-behind-tracker", title: "one conductor, called under compute_resources", n: 30, limits: { conductorWorkers: 1 }, costs: { conductorSave: 70_000 } }),
  varied(ROOMY, { name: "tracker-and-audit", title: "compute_resources, and the periodic tasks of nova-compute", n: 30, costs: { claimDelay: 250_000 }, traits: { auditAtUs: 2_500_000, syncPowerStatesAtUs: 4_000_000 } }),
  varied(STOCK, { name: "busy-2", title: "2 cores, no limits", limits: { buildSlots: Infinity, apiWorkers: 8, neutronWorkers: 8, schedulerWorkers: 2 } }),
  varied(STOCK, { name: "busy-4-slots", title: "4 cores saturated, 8 build slots", n: 30, cores: 4, limits: { buildSlots: 8, apiWorkers: 4, neutronWorkers: 4 } }),
  varied(GRIZZLY, { name: "busy-24-guests", title: "24 cores saturated by guests that boot", n: 120, costs: { guestBoot: 14_000_000, conductorSave: 3_000, claimDelay: 2_000, claim: 8_000 }, limits: { schedulerWorkers: 16 }, traits: { guestBoots: true, readyBy: "ssh" } }),
  varied(STOCK, { name: "compute-log-only", title: "stock, but nobody kept more than nova-compute's log", logs: ["nova-compute"] }),
  varied(ROOMY, { name: "slots-without-atop", title: "4 build slots, nova's logs and the benchmark's table only", n: 30, limits: { buildSlots: 4 }, logs: ["nova-api", "nova-compute", "phases"] }),
  varied(ROOMY, { name: "tracker-compute-log-only", title: "compute_resources held long, nova-compute's log only", n: 30, costs: { claimDelay: 500_000 }, logs: ["nova-compute"] }),
  varied(ROOMY, { name: "calm", title: "8 boots one after another: nothing to claim", n: 8, cores: 8, betweenRequestsUs: 7_000_000 }),
  varied(ROOMY, { name: "calm-parallel", title: "4 boots at once, enough of everything: nothing to claim", n: 4 }),
];
