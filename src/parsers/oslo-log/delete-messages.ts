import { milestoneRule, type Rule } from "./message.ts";

/**
 * nova-compute takes a guest away. Source: nova/compute/manager.py, virt/libvirt/driver.py, 2012.2 … 2026.1. How long each step took
 * is said by the `Took …` lines of boot-messages.ts. One line: `[instance: 0e1f…] Instance destroyed successfully.`
 */
export function deleteRules(): readonly Rule[] {
  return [
    milestoneRule("Terminating instance", "terminating"),
    milestoneRule("Start destroying the instance on the hypervisor.", "destroy-started"),
    milestoneRule("Instance destroyed successfully.", "destroyed"),
    milestoneRule("Deallocating network for instance", "deallocate-started"),
    milestoneRule("deallocate_for_instance() ", "deallocate-started"),
    {
      starts: "deallocate_for_instance()",
      read: (message, out) => {
        if (message.text.length !== 25) return false;
        out.emit({ kind: "milestone", head: message.head, milestone: "deallocate-started", domain: undefined, detail: undefined });
        return true;
      },
    },
  ];
}
