import type { Boot } from "../model/boot.ts";
import type { Dialect } from "../scenarios/scenario.ts";

/** What nova has libvirt define, with what ties the domain to instance and port. */
export function domainXml({ uuid, domain, name, portId, address, mac }: Boot, dialect: Dialect): string {
  const metadata = `  <metadata>
    <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
      <nova:package version="26.2.2"/>
      <nova:name>${name}</nova:name>
      <nova:ports>
        <nova:port uuid="${portId}">
          <nova:ip type="fixed" address="${address}" ipVersion="4"/>
        </nova:port>
      </nova:ports>
    </nova:instance>
  </metadata>
`;
  return `<domain type="${dialect === "grizzly" ? "kvm" : "qemu"}">
  <uuid>${uuid}</uuid>
  <name>${domain}</name>
  <memory>${dialect === "grizzly" ? "524288" : "65536"}</memory>
  <vcpu>1</vcpu>
${dialect === "zed" ? metadata : ""}  <os>
    <type>hvm</type>
    <boot dev="hd"/>
  </os>
  <features>
    <acpi/>
    <apic/>
  </features>
  <devices>
    <disk type="file" device="disk">
      <driver name="qemu" type="qcow2" cache="none"/>
      <source file="/var/lib/nova/instances/${dialect === "grizzly" ? domain : uuid}/disk"/>
      <target dev="vda" bus="virtio"/>
    </disk>
    <interface type="bridge">
      <mac address="${mac}"/>
      <model type="virtio"/>
      <source bridge="brqea973199-0c"/>
      <target dev="tap${portId.slice(0, 11)}"/>
    </interface>
    <serial type="file">
      <source path="/var/lib/nova/instances/${dialect === "grizzly" ? domain : uuid}/console.log"/>
    </serial>
  </devices>
</domain>
`;
}
