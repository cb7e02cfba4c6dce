/** The kinds of work with a length that logs tell of. A kind names what is done, never which service did it. */
export type Operation =
  /** A subprocess. */
  | "command"
  /** A request this service sent over HTTP and waited for. */
  | "http-call"
  /** A request this service answered over HTTP. */
  | "http-served"
  /** A message-bus call this service sent and waited for. */
  | "rpc-call"
  /** A message-bus call this service answered. */
  | "rpc-served"
  /** A call a libvirt worker thread runs: name is the dispatched procedure. */
  | "libvirt-api"
  /** Start or stop of a QEMU process, from its first to its last step. */
  | "domain-start"
  | "domain-stop"
  /** One step inside it. */
  | "domain-step"
  /** Between `Entering monitor` and `Exited monitor`. */
  | "monitor-section"
  /** One QMP command. */
  | "monitor-command"
  /** nova's own totals: `Took … seconds to …`. */
  | "build"
  | "spawn"
  | "destroy"
  | "deallocate"
  | "detach-volumes"
  | "snapshot"
  | "select-destinations"
  | "image-precache"
  | "pre-live-migration"
  /** A periodic task, or what it outlasted its interval by. */
  | "periodic-task"
  | "periodic-overrun"
  /** A step of an agent's loop (neutron). */
  | "agent-step"
  /** Time in an agent's own queue before processing began. */
  | "agent-queued"
  /** Function timed by a debug decorator. */
  | "function";
