/**
 * Which service wrote a record: said by a name around it (syslog ident, container, unit, file), or guessed from its logger.
 */

/** Units of devstack, old screen names and Kolla containers, to the name of the daemon. */
const unitNames: ReadonlyMap<string, string> = new Map([
  ["n-api", "nova-api"],
  ["n-api-meta", "nova-api-metadata"],
  ["n-cpu", "nova-compute"],
  ["n-cond", "nova-conductor"],
  ["n-cond-cell1", "nova-conductor"],
  ["n-super-cond", "nova-conductor"],
  ["n-sch", "nova-scheduler"],
  ["n-net", "nova-network"],
  ["q-svc", "neutron-server"],
  ["neutron-api", "neutron-server"],
  ["q-dhcp", "neutron-dhcp-agent"],
  ["q-l3", "neutron-l3-agent"],
  ["q-meta", "neutron-metadata-agent"],
  ["g-api", "glance-api"],
  ["g-reg", "glance-registry"],
  ["c-api", "cinder-api"],
  ["c-vol", "cinder-volume"],
  ["c-sch", "cinder-scheduler"],
  ["c-bak", "cinder-backup"],
  ["key", "keystone"],
  ["placement", "placement-api"],
  ["nova-osapi-compute", "nova-api"],
  ["nova-metadata", "nova-api-metadata"],
]);

const projects = [
  "nova", "neutron", "quantum", "keystone", "glance", "placement", "cinder", "heat", "ironic", "octavia", "manila", "designate",
  "barbican", "magnum", "trove", "sahara", "aodh", "ceilometer", "watcher", "masakari", "cyborg", "zaqar", "murano", "senlin", "mistral",
];

/** The service a name stands for; undefined for names of anything else (`systemd`, `apache2`, `sudo`). */
export function serviceOfName(name: string): string | undefined {
  let bare = name.slice(name.lastIndexOf("/") + 1).toLowerCase();
  if (bare.startsWith("devstack@")) bare = bare.slice(9);
  for (const ending of [".service", ".py", ".log", "-wsgi"]) if (bare.endsWith(ending)) bare = bare.slice(0, -ending.length);
  for (const beginning of ["screen-", "wsgi-", "openstack-"]) if (bare.startsWith(beginning)) bare = bare.slice(beginning.length);
  bare = bare.replaceAll("_", "-");
  const unit = unitNames.get(bare);
  if (unit !== undefined) return unit;
  if (bare.startsWith("keystone")) return "keystone";
  return projects.some((project) => bare === project || bare.startsWith(`${project}-`)) ? bare : undefined;
}

/** The service a file's path hints at, e.g. `/var/log/nova/nova-compute.log.1` or `screen-n-cpu.txt`. */
export function serviceOfPath(path: string): string | undefined {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const stem = (file.split(/[.\s]/, 1)[0] ?? "").replace(DATE_BEHIND, "");
  for (const part of [stem, ...stem.split(/[._]|screen-/)]) {
    const service = serviceOfName(part.replace(/-uwsgi$|-access$/, ""));
    if (service !== undefined && DAEMON.test(service)) return service;
  }
  return DAEMON_IN_NAME.exec(stem.replaceAll("_", "-"))?.[0];
}

// -20260101 of nova-compute-20260101.log, as logrotate and collectors put it before the ending
const DATE_BEHIND = /[-_]2\d{3}-?[01]\d-?[0-3]\d(?:[-_T]?\d{2,10})?$/;
const DAEMON = /^(?:keystone|[a-z]+-(?:api|api-metadata|compute|conductor|scheduler|network|server|rpc-server|registry|volume|backup|engine|novncproxy|[a-z-]+-agent))$/;
// nova-compute in nova_compute_2025, neutron-dhcp-agent in site-neutron-dhcp-agent
const DAEMON_IN_NAME =
  /nova-(?:api-metadata|api|compute|conductor|scheduler|network)|neutron-(?:server|[a-z]+-agent)|glance-(?:api|registry)|cinder-(?:api|volume|scheduler)|placement-api|keystone/;

/**
 * Loggers that only one service uses; the first that begins the name decides. Undefined service: shared by several (clients of other
 * services, data models), so it must not count. What matches nothing does not count either.
 */
const loggers: readonly (readonly [prefix: string, service: string | undefined])[] = [
  ["nova.compute.api", "nova-api"],
  ["nova.compute.multi_cell_list", "nova-api"],
  ["nova.compute.rpcapi", undefined],
  ["nova.compute.utils", undefined],
  ["nova.compute.provider_config", undefined],
  ["nova.compute", "nova-compute"],
  ["nova.virt.hardware", undefined],
  ["nova.virt.osinfo", undefined],
  ["nova.virt.images", undefined],
  ["nova.virt", "nova-compute"],
  ["nova.osapi_compute", "nova-api"],
  ["nova.api.openstack.placement", "placement-api"],
  ["nova.api.openstack", "nova-api"],
  ["nova.api.ec2", "nova-api"],
  ["nova.ec2", "nova-api"],
  ["nova.api.metadata", "nova-api-metadata"],
  ["nova.metadata", "nova-api-metadata"],
  ["nova.scheduler.client", undefined],
  ["nova.scheduler.utils", undefined],
  ["nova.scheduler", "nova-scheduler"],
  ["nova.filters", "nova-scheduler"],
  ["nova.conductor.manager", "nova-conductor"],
  ["nova.conductor.tasks", "nova-conductor"],
  ["nova.network.manager", "nova-network"],
  ["nova.console", "nova-novncproxy"],
  ["neutron.plugins.ml2.drivers.linuxbridge.agent", "neutron-linuxbridge-agent"],
  ["neutron.plugins.linuxbridge.agent", "neutron-linuxbridge-agent"],
  ["neutron.plugins.ml2.drivers.openvswitch.agent", "neutron-openvswitch-agent"],
  ["neutron.plugins.openvswitch.agent", "neutron-openvswitch-agent"],
  ["neutron.plugins.ml2.drivers.mech_sriov.agent", "neutron-sriov-nic-agent"],
  ["neutron.plugins.ml2.drivers.macvtap.agent", "neutron-macvtap-agent"],
  ["neutron.plugins.ml2.drivers.agent", undefined],
  ["neutron.agent.dhcp", "neutron-dhcp-agent"],
  ["neutron.agent.l3", "neutron-l3-agent"],
  ["neutron.agent.metadata", "neutron-metadata-agent"],
  ["neutron.agent.ovn.metadata", "neutron-ovn-metadata-agent"],
  ["neutron.agent", undefined],
  ["neutron.common", undefined],
  ["neutron.plugins.ml2", "neutron-server"],
  ["neutron.pecan_wsgi", "neutron-server"],
  ["neutron.wsgi", "neutron-server"],
  ["neutron.api", "neutron-server"],
  ["neutron.db", "neutron-server"],
  ["neutron.notifiers", "neutron-server"],
  ["neutron.manager", undefined],
  ["quantum.plugins.openvswitch.agent", "quantum-openvswitch-agent"],
  ["quantum.plugins.linuxbridge.agent", "quantum-linuxbridge-agent"],
  ["quantum.agent.dhcp", "quantum-dhcp-agent"],
  ["quantum.agent.l3", "quantum-l3-agent"],
  ["quantum.agent.metadata", "quantum-metadata-agent"],
  ["quantum.agent", undefined],
  ["quantum.wsgi", "quantum-server"],
  ["quantum.api", "quantum-server"],
  ["quantum.db", "quantum-server"],
  ["quantum.plugins", "quantum-server"],
  ["keystone.", "keystone"],
  ["glance.registry", "glance-registry"],
  ["glance.", "glance-api"],
  ["placement.", "placement-api"],
  ["cinder.volume.api", "cinder-api"],
  ["cinder.volume.manager", "cinder-volume"],
  ["cinder.volume.drivers", "cinder-volume"],
  ["cinder.volume.targets", "cinder-volume"],
  ["cinder.api", "cinder-api"],
  ["cinder.scheduler", "cinder-scheduler"],
  ["cinder.backup", "cinder-backup"],
];

export function serviceOfLogger(logger: string): string | undefined {
  const row = loggers.find(([prefix]) => logger.startsWith(prefix));
  if (row !== undefined) return row[1];
  // osapi_volume.wsgi.server of cinder, nova.osapi_compute's kin
  return logger.startsWith("osapi_volume") ? "cinder-api" : undefined;
}

/** Paths that only one service answers, for access logs without any other word of who wrote them. */
const uris: readonly (readonly [start: string, service: string])[] = [
  ["/allocation", "placement-api"],
  ["/resource_provider", "placement-api"],
  ["/usages", "placement-api"],
  ["/traits", "placement-api"],
  ["/placement/", "placement-api"],
  ["/identity/", "keystone"],
  ["/v3/auth", "keystone"],
  ["/v2.0/tokens", "keystone"],
  ["/v3/users", "keystone"],
  ["/v3/projects", "keystone"],
  ["/compute/", "nova-api"],
  ["/v2.1/", "nova-api"],
  ["/openstack/", "nova-api-metadata"],
  ["/latest/meta-data", "nova-api-metadata"],
  ["/image/", "glance-api"],
  ["/v2/images", "glance-api"],
  ["/v2/schemas", "glance-api"],
  ["/networking/", "neutron-server"],
  ["/v2.0/", "neutron-server"],
  ["/volume/", "cinder-api"],
];

export function serviceOfUri(uri: string): string | undefined {
  return uris.find(([start]) => uri.startsWith(start))?.[1];
}

/** Roots of the loggers of OpenStack's services and libraries: what makes a line without a request context one of ours. */
const roots: ReadonlySet<string> = new Set([
  ...projects, "oslo", "oslo_concurrency", "oslo_service", "oslo_messaging", "oslo_config", "oslo_db", "oslo_log", "oslo_policy",
  "oslo_privsep", "oslo_reports", "os_vif", "os_brick", "keystoneauth", "keystonemiddleware", "keystoneclient", "neutron_lib",
  "neutronclient", "novaclient", "glanceclient", "cinderclient", "glance_store", "vif_plug_linux_bridge", "vif_plug_ovs", "ovsdbapp",
  "stevedore", "eventlet", "routes", "amqp", "fasteners", "osapi_volume",
]);

export function isOpenStackLogger(logger: string): boolean {
  const dot = logger.indexOf(".");
  return roots.has(dot < 0 ? logger : logger.slice(0, dot));
}

/** Whether a request is surely to one of ours. The paths above tell ours apart, and some of them may be anybody's (`/image/logo.png`). */
export function isOpenStackUri(uri: string): boolean {
  return INTERFACE.test(uri);
}

// /v3/auth/tokens, /identity/v3, /v2.0/ports, /v2.1/servers, /compute/v2.1/9f1d/flavors, /placement/allocation_candidates?…, /resource_providers/0e1f…, /v2/images
const INTERFACE =
  /^(?:\/(?:identity|compute|placement|networking|image|volume))?\/(?:v3\/(?:auth|users|projects|domains|endpoints|services|regions|OS-\w+)\b|v3\/?$|v2\.0\/(?:tokens|ports|networks|subnets|quotas|security-groups|floatingips|extensions|agents|routers)\b|v2(?:\.\d+)?\/(?:[\da-f-]{32,36}\/)?(?:servers|flavors|images|os-[a-z-]+|limits|volumes)\b|(?:allocations|allocation_candidates|resource_providers|resource_classes|traits|usages)\b)/;
