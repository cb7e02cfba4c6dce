// Lines that a longer or busier log has more of although nothing more was waited for. Each filler gives the lines of one short piece of
// work, under ids that occur nowhere else; the texts are those of Nova 26 and libvirt 9.0.

const SUFFIX = "/usr/lib/python3/dist-packages";

/** Periodic tasks and audits of nova-compute. */
export function periodicWork(stamp, pid, number) {
  const head = (level, logger) => `${stamp} ${pid} ${level} ${logger} [None req-${freshUuid(number)} - - - - - -] `;
  return (
    `${head("DEBUG", "oslo_service.periodic_task")}Running periodic task ComputeManager.update_available_resource run_periodic_tasks ${SUFFIX}/oslo_service/periodic_task.py:210\n` +
    `${head("DEBUG", "nova.compute.resource_tracker")}Auditing locally available compute resources for lab1 (node: vm) update_available_resource ${SUFFIX}/nova/compute/resource_tracker.py:922\n` +
    `${head("DEBUG", "nova.compute.resource_tracker")}Hypervisor/Node resource view: name=vm free_ram=21800MB free_disk=223.65745544433594GB free_vcpus=2 pci_devices=[{"dev_id": "pci_0000_00_03_0", "address": "0000:00:03.0", "product_id": "1041", "vendor_id": "1af4", "numa_node": null, "label": "label_1af4_1041", "dev_type": "type-PCI"}] _report_hypervisor_resource_view ${SUFFIX}/nova/compute/resource_tracker.py:1048\n` +
    `${head("DEBUG", "nova.compute.resource_tracker")}Final resource view: name=vm phys_ram=8410MB used_ram=512MB phys_disk=251GB used_disk=0GB total_vcpus=2 used_vcpus=0 pci_stats=[] _report_final_resource_view ${SUFFIX}/nova/compute/resource_tracker.py:1081\n` +
    `${head("DEBUG", "nova.compute.provider_tree")}Inventory has not changed in ProviderTree for provider: ${freshUuid(number + 0.5)} update_inventory ${SUFFIX}/nova/compute/provider_tree.py:180\n` +
    `${head("DEBUG", "oslo_service.periodic_task")}Running periodic task ComputeManager._poll_unconfirmed_resizes run_periodic_tasks ${SUFFIX}/oslo_service/periodic_task.py:210\n`
  );
}

/** Clients of nova-api that only look. */
export function apiReads(stamp, pid, number) {
  const head = (level, logger) =>
    `${stamp} ${pid} ${level} ${logger} [None req-${freshUuid(number)} 0be04bca0e5e4ecfbd97ca2e1f94d78a cca5916a5ec1465990b67414d1a9117f - - default default] `;
  return (
    `${head("DEBUG", "nova.api.openstack.wsgi")}Calling method '<bound method ServersController.detail of <nova.api.openstack.compute.servers.ServersController object at 0x7f99a5f38f90>>' _process_stack ${SUFFIX}/nova/api/openstack/wsgi.py:511\n` +
    `${head("DEBUG", "nova.compute.api")}Searching by: {'name': 'bench-', 'deleted': False, 'project_id': 'cca5916a5ec1465990b67414d1a9117f'} get_all ${SUFFIX}/nova/compute/api.py:3021\n` +
    `${head("DEBUG", "nova.compute.multi_cell_list")}Listed batch of 14 results from cell out of 500 limit. Returned 14 total so far. do_query ${SUFFIX}/nova/compute/multi_cell_list.py:373\n` +
    `${head("INFO", "nova.osapi_compute.wsgi.server")}127.0.0.1 "GET /v2.1/servers/detail?name=bench-&limit=500 HTTP/1.1" status: 200 len: 25443 time: 0.2370129\n`
  );
}

/** What libvirt writes most of. */
export function libvirtNoise(stamp, thread, number) {
  const head = `${stamp}: ${thread}: `;
  const pointer = `0x7ffa${(number & 0xffffff).toString(16).padStart(6, "0")}40`;
  return (
    `${head}info : virObjectRef:400 : OBJECT_REF: obj=${pointer}\n` +
    `${head}debug : virJSONParserHandleMapKey:1555 : parser=0x7ffa397f9840 key=${pointer}\n` +
    `${head}debug : virJSONValueToStringOne:1739 : object=${pointer} type=2 gen=0x7ffa60014e90\n` +
    `${head}debug : virEventGLibHandleUpdate:205 : Update handle data=${pointer} watch=8 fd=24 events=1\n` +
    `${head}info : virObjectUnref:378 : OBJECT_UNREF: obj=${pointer}\n`
  );
}

/** The function that takes each lock: of periodic tasks and external events, on instances that nobody boots. */
const LOCKS = [
  (uuid) => [uuid, "nova.compute.manager.ComputeManager._sync_power_states.<locals>._sync.<locals>.query_driver_power_state_and_sync"],
  (uuid) => [`${uuid}-events`, "nova.compute.manager.InstanceEvents.pop_instance_event.<locals>._pop_event"],
  (uuid) => [`${uuid}-events`, "nova.compute.manager.InstanceEvents.clear_events_for_instance.<locals>._clear_events"],
];

/** A lock that was free; `compute_resources` only while `trackerFree`, or the log would contradict itself. */
export function uncontendedLock(stamp, pid, number, trackerFree) {
  const [lock, by] =
    trackerFree && number % 4 === 3
      ? ["compute_resources", "nova.compute.resource_tracker.ResourceTracker._update_available_resource"]
      : LOCKS[number % LOCKS.length](freshUuid(number + 0.5));
  const head = `${stamp} ${pid} DEBUG oslo_concurrency.lockutils [None req-${freshUuid(number)} - - - - - -] `;
  const file = `${SUFFIX}/oslo_concurrency/lockutils.py`;
  return (
    `${head}Acquiring lock "${lock}" by "${by}" inner ${file}:404\n` +
    `${head}Lock "${lock}" acquired by "${by}" :: waited 0.000s inner ${file}:409\n` +
    `${head}Lock "${lock}" "released" by "${by}" :: held 0.000s inner ${file}:423\n`
  );
}

/** One for each whole or half number; they differ in their first digits already, as random ones do. */
function freshUuid(number) {
  const serial = number * 2;
  const first = (Math.imul(serial + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
  return `${first}-f111-4e20-8a00-${serial.toString(16).padStart(12, "0")}`;
}
