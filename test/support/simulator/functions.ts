import type { Dialect } from "./scenarios/scenario.ts";

/**
 * The functions that take locks, as lock lines name them: Grizzly gives the bare name, oslo.concurrency ≥ 2.5.0 (Ocata, Python 2.7) where it is
 * defined, and under Python 3 (Zed) what it is nested in.
 */
const FUNCTIONS = {
  build: {
    grizzly: "do_run_instance",
    ocata: "nova.compute.manager._locked_do_build_and_run_instance",
    zed: "nova.compute.manager.ComputeManager.build_and_run_instance.<locals>._locked_do_build_and_run_instance",
  },
  terminate: {
    grizzly: "do_terminate_instance",
    ocata: "nova.compute.manager.do_terminate_instance",
    zed: "nova.compute.manager.ComputeManager.terminate_instance.<locals>.do_terminate_instance",
  },
  sync: {
    grizzly: "query_driver_power_state_and_sync",
    ocata: "nova.compute.manager.query_driver_power_state_and_sync",
    zed: "nova.compute.manager.ComputeManager._sync_power_states.<locals>._sync.<locals>.query_driver_power_state_and_sync",
  },
  claim: { grizzly: "instance_claim", ocata: "nova.compute.resource_tracker.instance_claim", zed: "nova.compute.resource_tracker.ResourceTracker.instance_claim" },
  usage: { grizzly: "update_usage", ocata: "nova.compute.resource_tracker.update_usage", zed: "nova.compute.resource_tracker.ResourceTracker.update_usage" },
  audit: {
    grizzly: "update_available_resource",
    ocata: "nova.compute.resource_tracker._update_available_resource",
    zed: "nova.compute.resource_tracker.ResourceTracker._update_available_resource",
  },
  image: {
    grizzly: "call_if_not_exists",
    ocata: "nova.virt.libvirt.imagebackend.create_qcow2_image",
    zed: "nova.virt.libvirt.imagebackend.Qcow2.create_image.<locals>.create_qcow2_image",
  },
  bridge: { grizzly: "ensure_bridge", ocata: "vif_plug_linux_bridge.linux_net.ensure_bridge", zed: "vif_plug_linux_bridge.linux_net.ensure_bridge" },
  firewall: { grizzly: "_apply", ocata: "_apply", zed: "_apply" },
  cache: { grizzly: "refresh_cache", ocata: "refresh_cache", zed: "refresh_cache" },
} as const satisfies Record<string, Record<Dialect, string>>;

export type FunctionId = keyof typeof FUNCTIONS;

export function functionName(id: FunctionId, dialect: Dialect): string {
  return FUNCTIONS[id][dialect];
}
