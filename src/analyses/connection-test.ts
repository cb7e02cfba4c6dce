/** What nova asks to see whether its connection to libvirt lives (`Host.get_connection` in nova/virt/libvirt/host.py), and then, in the same thread, what it wanted. */
export const CONNECTION_TEST = /ConnectGetLibVersion$/;

/** Where there is room, what a thread asks next is read this soon after the answer, µs: 95 in 100 on a host of two busy cores. */
export const AT_ONCE_US = 50_000;
