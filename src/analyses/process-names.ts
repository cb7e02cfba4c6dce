/** A guest's own work is not the cloud's: `qemu-system-x86`, `qemu-kvm`, `kvm`. */
export function isGuest(name: string): boolean {
  return /^(?:qemu-system|qemu-kvm|kvm$)/.test(name);
}

/** Threads of Linux itself, as atop names them: `kworker/3:1`, `ksoftirqd/0`, `jbd2/vda1-8`, `md127_raid1`. */
export function isKernelThread(name: string): boolean {
  return /^(?:kworker|ksoftirqd|kswapd|kcompactd|khugepaged|kthreadd|ksmd|kdmflush|kcryptd|dmcrypt_write|jbd2\/|rcu_|migration\/|watchdog\/|md\d|xfs|btrfs|z_wr_|txg_sync|flush-|loop\d|nbd\d|nfsd|vhost-|irq\/)/.test(
    name,
  );
}

/** Without the colon of a title that the process gave itself and of which the kernel keeps 15 bytes: `neutron-server: api worker`. */
export function untitled(name: string): string {
  return name.endsWith(":") ? name.slice(0, -1) : name;
}
