import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../../src/model/event.ts";
import { osloLog } from "../../../src/parsers/oslo-log/oslo-log.ts";
import { parse } from "../../support/parse.ts";

const ID = "req-5f1e2d3c-0b1a-4928-8374-6f5e4d3c2b1a";
const UUID = "7c1d2e3f-4a5b-4c6d-8e7f-0a1b2c3d4e5f";
const SUFFIX = " inner /usr/lib/python3/dist-packages/oslo_concurrency/lockutils.py:409";

function record(message: string, level = "DEBUG", logger = "oslo_concurrency.lockutils", time = "10:00:00.000"): string {
  return `2022-02-10 ${time} 7 ${level} ${logger} [${ID} - - - - -] ${message}`;
}

function events(...lines: string[]): readonly LogEvent[] {
  return parse(osloLog, lines.join("\n")).events;
}

describe("timed lock lines", () => {
  it("give wait and hold in whole microseconds", () => {
    const [got, gave] = events(record(`Lock "a" acquired by "f" :: waited 2.481s${SUFFIX}`), record(`Lock "a" "released" by "f" :: held 0.734s${SUFFIX}`));
    expect([got, gave]).toMatchObject([
      { kind: "lock-acquired", lock: "a", by: "f", waitUs: 2_481_000, form: "decorator" },
      { kind: "lock-released", lock: "a", by: "f", holdUs: 734_000, form: "decorator" },
    ]);
  });

  it("are read with the verb bare, as before oslo.concurrency 4.5 and in wrappers", () => {
    expect(events(record('Lock "a" released by "f" :: held 1.000s'))).toMatchObject([{ kind: "lock-released", holdUs: 1_000_000 }]);
  });

  it("leave the hold open where it is N/A", () => {
    expect(events(record('Lock "a" released by "f" :: held N/A'))).toMatchObject([{ kind: "lock-released", holdUs: undefined }]);
  });

  it("tell of a failed attempt by the word unacquired", () => {
    expect(events(record(`Lock "a" "unacquired" by "f" :: held N/A${SUFFIX}`))).toMatchObject([{ kind: "lock-abandoned", reason: "non-blocking", lock: "a" }]);
  });

  it.each([`('lab1', 'vm')`, `a "b" c`, `x" acquired by "y`, "/var/lib/nova/x y/disk.info"])("keep the lock name %s whole", (lock) => {
    expect(events(record(`Lock "${lock}" acquired by "f" :: waited 0.000s${SUFFIX}`))).toMatchObject([{ lock, by: "f", waitUs: 0 }]);
  });

  it("that are cut are noted, not guessed", () => {
    expect(parse(osloLog, record('Lock "a" acquired by "f" :: wai')).notes).toMatchObject([{ code: "lock-line-unread", line: 1 }]);
  });

  it("of cinder's coordination are of a lock for the whole cluster", () => {
    expect(events(record('Acquiring lock "cinder-v" by "delete"', "DEBUG", "cinder.coordination"))).toMatchObject([{ scope: "cluster", by: "delete" }]);
  });

  it("end a delete when they give the instance back", () => {
    const by = "nova.compute.manager.ComputeManager.terminate_instance.<locals>.do_terminate_instance";
    expect(events(record(`Lock "${UUID}" "released" by "${by}" :: held 4.000s`))[1]).toMatchObject({ milestone: "delete-ended", head: { instanceId: UUID } });
  });
});

describe("the id by which a service calls what it was asked", () => {
  const OTHER = "req-d8abe8f9-841b-bf39-012f-cf86d5dd1d97";

  it("belongs to the request that asked", () => {
    expect(events(record(`POST call to neutron for http://10.0.0.11:9696/v2.0/ports used request id ${OTHER} _append_request_id /x/client.py:3`, "DEBUG", "neutronclient.v2_0.client")))
      .toMatchObject([{ kind: "request-caused", head: { requestId: ID }, requestId: OTHER }]);
  });

  it("is one of two where the call went through another service", () => {
    expect(events(record(`GET call to http://10.0.0.11:9292/v2/images used request id1 ${ID} request id2 ${OTHER}`, "DEBUG", "keystoneauth.session"))).toMatchObject([{ requestId: ID }, { requestId: OTHER }]);
  });
});

describe("the context form", () => {
  it("keeps a name that looks like a caller when the logging function says so", () => {
    expect(events(record('Acquiring lock "a" by "b" lock /x/lockutils.py:312'))).toMatchObject([{ lock: 'a" by "b', form: "context", by: undefined }]);
  });
});

describe("locks named by function only", () => {
  const logger = "nova.openstack.common.lockutils";

  it("get the name from the line before", () => {
    const found = events(
      record('Got semaphore "compute_resources" lock /a/lockutils.py:1', "DEBUG", logger),
      record('Got semaphore / lock "instance_claim" inner /a/lockutils.py:2', "DEBUG", logger),
      record('Semaphore / lock released "instance_claim" inner /a/lockutils.py:3', "DEBUG", logger),
    );
    expect(found).toMatchObject([
      { kind: "lock-acquired", lock: "compute_resources", by: "instance_claim", form: "decorator" },
      { kind: "lock-released", lock: "compute_resources", by: "instance_claim", form: "decorator" },
    ]);
  });

  it("nest", () => {
    const found = events(
      ...['Got semaphore "a"', 'Got semaphore / lock "f"', 'Got semaphore "b"', 'Got semaphore / lock "g"', 'Semaphore / lock released "g"', 'Semaphore / lock released "f"'].map((text) =>
        record(text, "DEBUG", logger),
      ),
    );
    expect(found.map((event) => ("lock" in event ? `${event.kind} ${event.lock}` : ""))).toEqual(["lock-acquired a", "lock-acquired b", "lock-released b", "lock-released a"]);
  });

  it("are the function where no line names the lock", () => {
    expect(events(record('Got semaphore / lock "f"', "DEBUG", logger))).toMatchObject([{ lock: "f", by: "f" }]);
  });

  const juno = (...texts: readonly string[]) => events(...texts.map((text) => record(text, "DEBUG", logger)));

  it("name the function alone in Juno, which names the lock on both sides", () => {
    const found = juno('Acquired semaphore "a"', 'Got semaphore / lock "f"', 'Releasing semaphore "a"', 'Semaphore / lock released "f"');
    expect(found).toMatchObject([{ kind: "lock-acquired", lock: "a", form: "context", by: "f" }, { kind: "lock-released", lock: "a", form: "context", by: "f" }]);
    expect(found).toHaveLength(2);
  });

  it("name it with the release where the lock's file was waited for in between", () => {
    const found = juno('Acquired semaphore "a"', 'Attempting to grab external lock "a"', 'Got semaphore / lock "f"', 'Releasing semaphore "a"', 'Semaphore / lock released "f"');
    expect(found.flatMap((event) => ("form" in event && event.form === "context" ? [[event.kind, event.by]] : []))).toEqual([["lock-acquired", undefined], ["lock-released", "f"]]);
  });

  it("are none of a lock in Juno that no function is named for", () => {
    expect(juno('Acquired semaphore "a"', 'Releasing semaphore "a"').map((event) => ("lock" in event ? [event.kind, event.by] : []))).toEqual([["lock-acquired", undefined], ["lock-released", undefined]]);
  });

  it("show Juno by the words of nova's own locks", () => {
    const versions = (from: string): readonly string[] => parse(osloLog, record('Acquired semaphore "a"', "DEBUG", from)).facts.versions;
    expect([versions(logger), versions("oslo_concurrency.lockutils")]).toEqual([["nova's own locks say semaphore (Juno)"], []]);
  });

  it("of a plain context wait for no function", () => {
    expect(events(record('Got semaphore "a"', "DEBUG", logger), record("hello"))).toMatchObject([{ kind: "lock-acquired", form: "context" }, { kind: "activity" }]);
  });
});

describe("the allocation of a network", () => {
  it.each([
    ["Allocating IP information in the background.", "nova.compute.manager"],
    ["allocate_for_instance() for bench-001", "nova.network.quantumv2.api"],
  ])("begins with %s", (text, logger) => {
    expect(events(record(text, "DEBUG", logger))).toMatchObject([{ kind: "milestone", milestone: "network-started" }]);
  });

  it("began before what is only a step of it", () => {
    expect(events(record("allocate_for_instance()", "DEBUG", "nova.network.neutron")).filter(({ kind }) => kind === "milestone")).toEqual([]);
  });
});

describe("requests to the compute API", () => {
  const access = (request: string, status: number): string =>
    record(`10.0.0.1 "${request} HTTP/1.1" status: ${String(status)} len: 860 time: 1.5000000`, "INFO", "nova.osapi_compute.wsgi.server", "10:00:01.500");
  const milestones = (line: string) => events(line).flatMap((event) => (event.kind === "milestone" ? [[event.milestone, event.head.atUs % 60_000_000]] : []));

  it("that create a server began when the answer's duration says", () => {
    expect(milestones(access("POST /v2.1/servers", 202))).toEqual([["create-requested", 0], ["create-accepted", 1_500_000]]);
  });

  it("that are refused are no boots", () => {
    expect(milestones(access("POST /v2.1/servers", 403))).toEqual([]);
  });

  it("that act on a server or deliver events create nothing", () => {
    expect([...milestones(access(`POST /v2.1/servers/${UUID}/action`, 202)), ...milestones(access("POST /v2.1/os-server-external-events", 200))]).toEqual([]);
  });

  it("that delete a server name it in the path", () => {
    expect(events(access(`DELETE /v2.1/servers/${UUID}`, 204))[0]).toMatchObject({ milestone: "delete-requested", head: { instanceId: UUID } });
  });

  it("give no name when several servers are asked for", () => {
    const body = '{"server": {"name": "web", "min_count": 2, "max_count": 5}}';
    expect(events(record(`Action: 'create', calling method: <bound method X>, body: ${body} _process_stack /a/wsgi.py:511`, "DEBUG", "nova.api.openstack.wsgi")).map(({ kind }) => kind)).toEqual(["milestone"]);
  });
});

describe("commands", () => {
  it("may hold quotes, and end with exit code and time", () => {
    expect(events(record('CMD "sh -c "a b"" returned: 1 in 0.0312350s', "DEBUG", "oslo_concurrency.processutils"))).toMatchObject([
      { operation: "command", name: 'sh -c "a b"', outcome: "1", durationUs: 31_235 },
    ]);
  });

  it("that run out of time say so", () => {
    expect(events(record('CMD "x" reached timeout in 5.000s'))).toMatchObject([{ outcome: "timeout", durationUs: 5_000_000 }]);
  });

  it("read from an exponent as Python prints it", () => {
    expect(events(record('CMD "x" returned: 0 in 9.05990600586e-05s'))).toMatchObject([{ durationUs: 91 }]);
  });

  it("before Kilo last at most to the next line of their request", () => {
    const found = events(record("Running cmd (subprocess): ls", "DEBUG", "nova.openstack.common.processutils"), record("hello", "INFO", "nova.x", "10:00:02.000"));
    expect(found.map(({ kind }) => kind)).toEqual(["operation-began", "operation-ended", "activity"]);
  });
});

describe("steps of the Open vSwitch agent", () => {
  it("are differences of times counted from the start of the iteration", () => {
    const found = events(
      ...["iteration:7 started", "iteration:7 - starting polling. Elapsed:0.100", "iteration: 7 - ancillary ports processed. Elapsed:0.350", "iteration:7 -ports processed. Elapsed:0.400", "iteration:8 - starting polling. Elapsed:0.050"].map((text) =>
        record(`Agent rpc_loop - ${text}`, "INFO", "neutron.x"),
      ),
    );
    expect(found.flatMap((event) => (event.kind === "operation-completed" ? [event.durationUs] : []))).toEqual([100_000, 250_000, 50_000, 50_000]);
  });
});

describe("reloads of the DHCP agent", () => {
  it.each([
    ["from Wallaby on", "{'id': 'e0', 'network_id': '0f'} on network NETWORK"],
    ["before", "admin_state_up=True, id=e0, name=, network_id=NETWORK, port_security_enabled=False"],
    ["of Python 2", "{u'id': u'e0', u'network_id': u'NETWORK', u'name': u''}"],
  ])("%s are counted for the network they name", (_, port) => {
    const found = events(record(`Trigger reload_allocations for port ${port.replace("NETWORK", UUID)}`, "INFO", "neutron.agent.dhcp.agent"));
    expect(found).toMatchObject([{ kind: "operation-completed", operation: "agent-step", name: `reload_allocations of network ${UUID}`, durationUs: 0 }]);
  });
});

describe("ports that the Open vSwitch agent turns to", () => {
  const found = (port: string, logger: string) =>
    events(record(`Port ${port} updated. Details: {'device': '${port}', 'network_id': '${UUID}'}`, "INFO", logger)).filter(({ kind }) => kind === "operation-completed");

  it("are told by their ids, with no length", () => {
    expect(found(UUID, "neutron.plugins.ml2.drivers.openvswitch.agent.ovs_neutron_agent")).toMatchObject([{ operation: "agent-step", name: `port ${UUID}`, durationUs: 0 }]);
  });

  it("are not those that the Linux bridge agent names by their taps", () => {
    expect(found("tap3ce74637-66", "neutron.plugins.ml2.drivers.agent._common_agent")).toEqual([]);
  });
});

describe("bodies of requests", () => {
  const body = (text: string) => events(record(`Request body: ${text} prepare_request_body /usr/lib/python3/dist-packages/neutron/api/v2/base.py:730`, "DEBUG", "neutron.api.v2.base")).filter(({ kind }) => kind === "identity");

  it.each([
    `{'port': {'device_id': '${UUID}', 'network_id': 'n', 'admin_state_up': True, 'tenant_id': 't'}}`,
    `{u'port': {u'network_id': u'n', u'device_owner': u'compute:nova', u'device_id': u'${UUID}'}}`,
  ])("name the instance for which nova makes a port: %s", (text) => {
    expect(body(text)).toMatchObject([{ instanceId: UUID, portId: undefined }]);
  });

  it.each([
    `{'port': {'device_id': '${UUID}', 'device_owner': 'network:router_interface'}}`,
    `{'port': {'device_id': 'dhcp2156d71d', 'network_id': '${UUID}'}}`,
    `{'ports': [{'device_id': '${UUID}'}, {'device_id': '${UUID}'}]}`,
    `{'network': {'name': "'port': {'device_id': '${UUID}'"}}`,
  ])("say nothing else of instances: %s", (text) => {
    expect(body(text)).toEqual([]);
  });
});

describe("access lines", () => {
  it("with two blanks before the length are read", () => {
    expect(events(record('10.0.0.1 "GET /v2.0/ports HTTP/1.1" status: 200  len: 118 time: 0.0106039', "INFO", "neutron.wsgi"))).toMatchObject([{ name: "GET /v2.0/ports", durationUs: 10_604, outcome: "200" }]);
  });
});

describe("a domain's XML", () => {
  it("that is cut by the end of the log still says who is who", () => {
    const found = events(record("End _get_guest_xml xml=<domain>", "DEBUG", "nova.virt.libvirt.driver"), `  <uuid>${UUID}</uuid>`, "  <name>instance-0000000a</name>");
    expect(found.at(-1)).toMatchObject({ kind: "identity", instanceId: UUID, domain: "instance-0000000a", instanceName: undefined });
  });
});

describe("the service", () => {
  it("is told by the loggers, not by the file name", () => {
    const { facts } = parse(osloLog, record("x", "INFO", "nova.virt.libvirt.driver"), { path: "logs/nova-api.log" });
    expect(facts.service).toBe("nova-compute");
  });

  it("is told by the file name where the loggers are shared", () => {
    expect(parse(osloLog, record("x", "INFO", "oslo_messaging.x"), { path: "a/screen-n-cpu.txt" }).facts.service).toBe("nova-compute");
  });
});

describe("the host", () => {
  const hostOf = (node: string): string | undefined => parse(osloLog, record(`[instance: ${UUID}] Claim successful on node ${node}`, "INFO", "nova.compute.claims")).facts.host;

  it("is told by a successful claim, which is logged without debug lines too", () => {
    expect(hostOf("cmp1.example.org")).toBe("cmp1.example.org");
  });

  it("is not a bare-metal node, which goes by an id", () => {
    expect(hostOf("0e1f2a3b-1111-4222-8333-444455556666")).toBeUndefined();
  });
});
