/** A resource of several permits: how many, and what showed it. */
export interface Pool {
  /** Of the acquisitions that waited for it. */
  readonly identity: string;
  readonly permits: number | undefined;
  /** No line names it: its waits were told from how its users came and went. */
  readonly inferred: boolean;
  /** One sentence with the numbers. */
  readonly basis: string;
  readonly option: string | undefined;
  /** Those that serve, where they are not those that wait: `nova-conductor[2201]`. */
  readonly processes?: readonly string[];
}

/** libvirtd reads no further request of a client that has as many in work as it may (`max_client_requests`, virNetServerClientDispatchRead). */
export const CLIENT_REQUESTS = "libvirtd client requests";
