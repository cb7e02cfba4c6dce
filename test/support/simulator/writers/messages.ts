import type { StepName } from "../facts.ts";
import type { Dialect } from "../scenarios/scenario.ts";
import type { Level } from "./oslo-line.ts";

/** One record: level, logger, message with `{names}` to fill in, and where in the code it is. */
export type Template = readonly [level: Level, logger: string, message: string, place?: string];

/** A release says nothing of some steps. */
type Messages = Readonly<Partial<Record<StepName, readonly Template[] | undefined>>>;

const MANAGER = "nova.compute.manager";
const DRIVER = "nova.virt.libvirt.driver";
const NETWORK = "nova.network.neutron";

/** nova, neutron and os-vif of Zed, as captured. */
const ZED: Messages = {
  "create-called": [["DEBUG", "nova.api.openstack.wsgi", "Action: 'create', calling method: <bound method ServersController.create of <nova.api.openstack.compute.servers.ServersController object at 0x7f5d6c0a1c10>>, body: {json}", "_process_stack nova/api/openstack/wsgi.py:511"]],
  "delete-called": [
    ["DEBUG", "nova.api.openstack.wsgi", "Calling method '<bound method ServersController.delete of <nova.api.openstack.compute.servers.ServersController object at 0x7f5d6c0a1c10>>'", "_process_stack nova/api/openstack/wsgi.py:514"],
    ["DEBUG", "nova.compute.api", "Fetching instance by UUID", "get nova/compute/api.py:2993"],
  ],
  "running-instances": [["DEBUG", "nova.compute.api", "block_device_mapping [BlockDeviceMapping(attachment_id=<?>,boot_index=0,connection_info=None,created_at=<?>,delete_on_termination=True)]", "_bdm_validate_set_size_and_instance nova/compute/api.py:1740"]],
  "destinations-selected": [["DEBUG", "nova.conductor.manager", "Took {seconds} seconds to select destinations for 1 instance(s).", "_schedule_instances nova/conductor/manager.py:990"]],
  "host-selected": [["DEBUG", "nova.conductor.manager", "Selected host: lab1; Selected node: lab1; Alternates: []", "schedule_and_build_instances nova/conductor/manager.py:1746"]],
  "scheduling-started": [["DEBUG", "nova.scheduler.manager", "Starting to schedule for instances: ['{uuid}']", "select_destinations nova/scheduler/manager.py:141"]],
  "scheduler-selected": [
    ["DEBUG", "nova.scheduler.utils", "Attempting to claim resources in the placement API for instance {uuid}", "claim_resources nova/scheduler/utils.py:1253"],
    ["DEBUG", "nova.scheduler.manager", "Selected host: (lab1, lab1) ram: 7898MB disk: 74752MB io_ops: 0 instances: 0", "_consume_selected_host nova/scheduler/manager.py:513"],
  ],
  "build-started": [["DEBUG", MANAGER, "Starting instance...", "_do_build_and_run_instance nova/compute/manager.py:2314"]],
  "claim-attempted": [["DEBUG", "nova.virt.hardware", "Require both a host and instance NUMA topology to fit instance on host.", "numa_fit_instance_to_host nova/virt/hardware.py:2321"]],
  "claim-successful": [["INFO", "nova.compute.claims", "Claim successful on node lab1"]],
  "inventory-unchanged": [
    ["DEBUG", "nova.compute.provider_tree", "Inventory has not changed in ProviderTree for provider: 848f7bc3-dce4-42da-bc05-27ab14b2ae43", "update_inventory nova/compute/provider_tree.py:180"],
    ["DEBUG", "nova.scheduler.client.report", "Inventory has not changed for provider 848f7bc3-dce4-42da-bc05-27ab14b2ae43 based on inventory data: {'VCPU': {'total': 2, 'reserved': 0, 'min_unit': 1, 'max_unit': 2, 'step_size': 1, 'allocation_ratio': 64.0}}", "set_inventory_for_provider nova/scheduler/client/report.py:940"],
  ],
  "networks-async": [["DEBUG", MANAGER, "Start building networks asynchronously for instance.", "_build_resources nova/compute/manager.py:2709"]],
  "ip-in-background": [["DEBUG", MANAGER, "Allocating IP information in the background.", "_allocate_network_async nova/compute/manager.py:1864"]],
  "allocate-for-instance": [["DEBUG", NETWORK, "allocate_for_instance()", "allocate_for_instance nova/network/neutron.py:1143"]],
  "block-devices": [["DEBUG", MANAGER, "Start building block device mappings for instance.", "_build_resources nova/compute/manager.py:2744"]],
  "spawn-started": [
    ["DEBUG", MANAGER, "Start spawning the instance on the hypervisor.", "_build_and_run_instance nova/compute/manager.py:2518"],
    ["DEBUG", DRIVER, "Creating instance directory", "_create_image nova/virt/libvirt/driver.py:4672"],
  ],
  "creating-image": [["INFO", DRIVER, "Creating image(s)"]],
  "disks-created": [
    ["DEBUG", DRIVER, "Created local disks", "_create_image nova/virt/libvirt/driver.py:4806"],
    ["DEBUG", DRIVER, "Ensure instance console log exists: /var/lib/nova/instances/{uuid}/console.log", "_ensure_console_log_for_instance nova/virt/libvirt/driver.py:4558"],
  ],
  "port-created": [["DEBUG", NETWORK, "Successfully created port: {port}", "_create_port_minimal nova/network/neutron.py:548"]],
  "port-updated": [["DEBUG", NETWORK, "Successfully updated port: {port}", "_update_port nova/network/neutron.py:586"]],
  "building-network-info": [["DEBUG", NETWORK, "Building network info cache for instance", "_get_instance_nw_info nova/network/neutron.py:1996"]],
  "network-info": [
    ["DEBUG", NETWORK, "Updating instance_info_cache with network_info: {vif}", "update_instance_cache_with_nw_info nova/network/neutron.py:116"],
    ["DEBUG", MANAGER, "Instance network_info: |{vif}|", "_allocate_network_async nova/compute/manager.py:1879"],
  ],
  "xml-started": [["DEBUG", DRIVER, "Start _get_guest_xml network_info={vif} disk_info={'disk_bus': 'virtio', 'cdrom_bus': 'ide'}", "_get_guest_xml nova/virt/libvirt/driver.py:7529"]],
  "xml-ended": [["DEBUG", DRIVER, "End _get_guest_xml xml={xml}", "_get_guest_xml nova/virt/libvirt/driver.py:7539"]],
  "event-prepared": [["DEBUG", MANAGER, "Preparing to wait for external event network-vif-plugged-{port}", "prepare_for_instance_event nova/compute/manager.py:281"]],
  "vif-plugging": [["DEBUG", "os_vif", "Plugging vif VIFBridge(active=False,address={mac},bridge_name='brqea973199-0c',has_traffic_filtering=False,id={port},plugin='linux_bridge')", "plug os_vif/__init__.py:76"]],
  "vif-plugged": [["INFO", "os_vif", "Successfully plugged vif VIFBridge(active=False,address={mac},bridge_name='brqea973199-0c',has_traffic_filtering=False,id={port},plugin='linux_bridge')"]],
  "event-received": [["DEBUG", MANAGER, "Received event network-vif-plugged-{port}", "external_instance_event nova/compute/manager.py:10878"]],
  "event-processed": [["DEBUG", MANAGER, "Processing event network-vif-plugged-{port}", "_process_instance_event nova/compute/manager.py:10638"]],
  "event-waited": [["DEBUG", MANAGER, "Instance event wait completed in {seconds} seconds for network-vif-plugged", "wait_for_instance_event nova/compute/manager.py:575"]],
  lifecycle: [["INFO", MANAGER, "VM {state} (Lifecycle Event)"]],
  "sync-skipped": [["INFO", MANAGER, "During sync_power_state the instance has a pending task (spawning). Skip."]],
  "guest-created": [["DEBUG", DRIVER, "Guest created on hypervisor", "spawn nova/virt/libvirt/driver.py:4366"]],
  spawned: [["INFO", DRIVER, "Instance spawned successfully."]],
  "took-spawn": [["INFO", MANAGER, "Took {seconds} seconds to spawn the instance on the hypervisor."]],
  "took-build": [["INFO", MANAGER, "Took {seconds} seconds to build instance."]],
  terminating: [["INFO", MANAGER, "Terminating instance"]],
  "destroy-started": [["DEBUG", MANAGER, "Start destroying the instance on the hypervisor.", "_shutdown_instance nova/compute/manager.py:3030"]],
  destroyed: [["INFO", DRIVER, "Instance destroyed successfully."]],
  "deleting-files": [["INFO", DRIVER, "Deleting instance files /var/lib/nova/instances/{uuid}_del"]],
  "files-deleted": [["INFO", DRIVER, "Deletion of /var/lib/nova/instances/{uuid}_del complete"]],
  "took-destroy": [["INFO", MANAGER, "Took {seconds} seconds to destroy the instance on the hypervisor."]],
  deallocating: [
    ["DEBUG", MANAGER, "Deallocating network for instance", "_deallocate_network nova/compute/manager.py:2171"],
    ["DEBUG", NETWORK, "deallocate_for_instance()", "deallocate_for_instance nova/network/neutron.py:1789"],
  ],
  "took-deallocate": [["INFO", MANAGER, "Took {seconds} seconds to deallocate network for instance."]],
  "allocations-deleted": [["INFO", "nova.scheduler.client.report", "Deleted allocations for instance {uuid}"]],
  "periodic-task": [["DEBUG", "oslo_service.periodic_task", "Running periodic task {name}", "run_periodic_tasks oslo_service/periodic_task.py:210"]],
  auditing: [["DEBUG", "nova.compute.resource_tracker", "Auditing locally available compute resources for lab1 (node: lab1)", "update_available_resource nova/compute/resource_tracker.py:881"]],
  "resource-view": [["DEBUG", "nova.compute.resource_tracker", "Hypervisor/Node resource view: name=lab1 free_ram=21800MB free_disk=223.65745544433594GB free_vcpus=2 pci_devices=None", "_report_hypervisor_resource_view nova/compute/resource_tracker.py:1034"]],
  "loop-started": [["DEBUG", "neutron.plugins.ml2.drivers.openvswitch.agent.ovs_neutron_agent", "Agent rpc_loop - iteration:{iteration} started", "rpc_loop neutron/plugins/ml2/drivers/openvswitch/agent/ovs_neutron_agent.py:2656"]],
  "device-details": [["INFO", "neutron.plugins.ml2.drivers.openvswitch.agent.ovs_neutron_agent", "Port {port} updated. Details: {'device': '{port}', 'network_id': 'ea973199-0cf7-4cd0-b675-fde48fadcfb3', 'admin_state_up': True}"]],
  "port-configured": [["INFO", "neutron.plugins.ml2.drivers.openvswitch.agent.ovs_neutron_agent", "Configuration for devices up ['{port}'] and devices down [] completed."]],
  "loop-ended": [["DEBUG", "neutron.plugins.ml2.drivers.openvswitch.agent.ovs_neutron_agent", "Agent rpc_loop - iteration:{iteration} completed. Processed ports statistics: {'regular': {'added': {added}, 'updated': 0, 'removed': 0}}. Elapsed:{elapsed}", "loop_count_and_wait neutron/plugins/ml2/drivers/openvswitch/agent/ovs_neutron_agent.py:2180"]],
};

/** Ocata says most of it in the same words; what differs: nova/compute/claims.py, virt/libvirt/driver.py, network/neutronv2/api.py@15.0.0. */
const OCATA: Messages = {
  ...ZED,
  "create-called": [["DEBUG", "nova.api.openstack.wsgi", "Action: 'create', calling method: <bound method ServersController.create of <nova.api.openstack.compute.servers.ServersController object at 0x7f1c5c0f2c10>>, body: {json}", "_process_stack nova/api/openstack/wsgi.py:609"]],
  "running-instances": undefined,
  "destinations-selected": undefined,
  "host-selected": undefined,
  "scheduling-started": [["DEBUG", "nova.scheduler.filter_scheduler", "Filtered [(cmp1, cmp1) ram: 63926MB disk: 74752MB io_ops: 0 instances: 0]", "_schedule nova/scheduler/filter_scheduler.py:107"]],
  "scheduler-selected": [["DEBUG", "nova.scheduler.filter_scheduler", "Selected host: WeighedHost [host: (cmp1, cmp1) ram: 63926MB disk: 74752MB io_ops: 0 instances: 0, weight: 1.0]", "_schedule nova/scheduler/filter_scheduler.py:122"]],
  "build-started": [["DEBUG", MANAGER, "Starting instance...", "_do_build_and_run_instance nova/compute/manager.py:1750"]],
  "claim-attempted": [["INFO", "nova.compute.claims", "Attempting claim: memory 64 MB, disk 1 GB, vcpus 1 CPU"]],
  "claim-successful": [["INFO", "nova.compute.claims", "Claim successful"]],
  "inventory-unchanged": undefined,
  "allocate-for-instance": [["DEBUG", "nova.network.neutronv2.api", "allocate_for_instance()", "allocate_for_instance nova/network/neutronv2/api.py:876"]],
  "spawn-started": [["DEBUG", MANAGER, "Start spawning the instance on the hypervisor.", "_build_and_run_instance nova/compute/manager.py:1929"]],
  "creating-image": [["INFO", DRIVER, "Creating image"]],
  "disks-created": [["DEBUG", DRIVER, "Created local disks", "_create_image nova/virt/libvirt/driver.py:3248"]],
  "port-created": [["DEBUG", "nova.network.neutronv2.api", "Successfully created port: {port}", "_create_port_minimal nova/network/neutronv2/api.py:348"]],
  "port-updated": [["DEBUG", "nova.network.neutronv2.api", "Successfully updated port: {port}", "_update_port nova/network/neutronv2/api.py:379"]],
  "building-network-info": [["DEBUG", "nova.network.neutronv2.api", "_get_instance_nw_info()", "_get_instance_nw_info nova/network/neutronv2/api.py:1280"]],
  "network-info": [["DEBUG", "nova.network.base_api", "Updating instance_info_cache with network_info: {vif}", "update_instance_cache_with_nw_info nova/network/base_api.py:43"]],
  "event-prepared": [["DEBUG", MANAGER, "Preparing to wait for external event network-vif-plugged-{port}", "prepare_for_instance_event nova/compute/manager.py:322"]],
  // Yoga and later say when the wait is over.
  "event-waited": undefined,
  "guest-created": [["DEBUG", MANAGER, "Checking state", "_get_power_state nova/compute/manager.py:1150"], ["DEBUG", DRIVER, "Instance is running", "spawn nova/virt/libvirt/driver.py:2767"]],
  deallocating: [["DEBUG", MANAGER, "Deallocating network for instance", "_deallocate_network nova/compute/manager.py:1627"]],
  "allocations-deleted": [["INFO", "nova.scheduler.client.report", "Deleted allocation for instance {uuid}"]],
  auditing: [["DEBUG", "nova.compute.resource_tracker", "Auditing locally available compute resources for cmp1 (node: cmp1)", "update_available_resource nova/compute/resource_tracker.py:487"]],
  "resource-view": [["DEBUG", "nova.compute.resource_tracker", "Hypervisor/Node resource view: name=cmp1 free_ram=21800MB free_disk=223GB free_vcpus=2 pci_devices=None", "_report_hypervisor_resource_view nova/compute/resource_tracker.py:650"]],
};

/** nova@2013.1, quantum@2013.1. */
const GRIZZLY: Messages = {
  "create-called": [["DEBUG", "nova.api.openstack.wsgi", "Action: 'create', body: {json}", "_process_stack nova/api/openstack/wsgi.py:852"]],
  "delete-called": [["DEBUG", "nova.compute.api", "Going to try to terminate instance", "delete nova/compute/api.py:995"]],
  "running-instances": [["DEBUG", "nova.compute.api", "Going to run 1 instances...", "_validate_and_provision_instance nova/compute/api.py:565"]],
  "scheduling-started": [["DEBUG", "nova.scheduler.filter_scheduler", "Attempting to build 1 instance(s)", "schedule_run_instance nova/scheduler/filter_scheduler.py:75"]],
  "scheduler-selected": [["DEBUG", "nova.scheduler.filter_scheduler", "Filtered [host 'cmp-01': free_ram_mb:94716 free_disk_mb:901120]", "_schedule nova/scheduler/filter_scheduler.py:344"]],
  "build-started": [["AUDIT", MANAGER, "Starting instance..."]],
  "claim-attempted": [["AUDIT", "nova.compute.claims", "Attempting claim: memory 512 MB, disk 1 GB, VCPUs 1"]],
  "claim-successful": [["AUDIT", "nova.compute.claims", "Claim successful"]],
  "allocate-for-instance": [["DEBUG", "nova.network.quantumv2.api", "allocate_for_instance() for {name}", "allocate_for_instance nova/network/quantumv2/api.py:151"]],
  "creating-image": [["INFO", DRIVER, "Creating image"]],
  "xml-started": [["DEBUG", DRIVER, "Start to_xml instance={u'uuid': u'{uuid}', u'display_name': u'{name}'} network_info={vif}", "to_xml nova/virt/libvirt/driver.py:2340"]],
  "xml-ended": [["DEBUG", DRIVER, "End to_xml instance={u'uuid': u'{uuid}', u'display_name': u'{name}'} xml={xml}", "to_xml nova/virt/libvirt/driver.py:2349"]],
  lifecycle: [["INFO", MANAGER, "Lifecycle event {stateNumber} on VM {uuid}"]],
  "sync-skipped": [["INFO", MANAGER, "During sync_power_state the instance has a pending task. Skip."]],
  "guest-created": [["DEBUG", DRIVER, "Instance is running", "spawn nova/virt/libvirt/driver.py:1521"]],
  spawned: [["INFO", DRIVER, "Instance spawned successfully."]],
  terminating: [["AUDIT", MANAGER, "Terminating instance"]],
  destroyed: [["INFO", DRIVER, "Instance destroyed successfully."]],
  "deleting-files": [["INFO", DRIVER, "Deleting instance files /var/lib/nova/instances/{domain}"]],
  deallocating: [
    ["DEBUG", MANAGER, "Deallocating network for instance", "_deallocate_network nova/compute/manager.py:1236"],
    ["DEBUG", "nova.network.quantumv2.api", "deallocate_for_instance() for {name}", "deallocate_for_instance nova/network/quantumv2/api.py:313"],
  ],
  "periodic-task": [["DEBUG", "nova.openstack.common.periodic_task", "Running periodic task {name}", "run_periodic_tasks nova/openstack/common/periodic_task.py:171"]],
  auditing: [["AUDIT", "nova.compute.resource_tracker", "Auditing locally available compute resources"]],
  "resource-view": [["AUDIT", "nova.compute.resource_tracker", "Free ram (MB): 71460"]],
  "loop-started": [["DEBUG", "quantum.plugins.openvswitch.agent.ovs_quantum_agent", "Agent rpc_loop - iteration:{iteration} started", "rpc_loop quantum/plugins/openvswitch/agent/ovs_quantum_agent.py:653"]],
  "device-details": [["INFO", "quantum.plugins.openvswitch.agent.ovs_quantum_agent", "Port {port} updated. Details: {u'admin_state_up': True, u'network_id': u'ea973199-0cf7-4cd0-b675-fde48fadcfb3', u'device': u'{port}'}"]],
};

export const MESSAGES: Readonly<Record<Dialect, Messages>> = { zed: ZED, ocata: OCATA, grizzly: GRIZZLY };
