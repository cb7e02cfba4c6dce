/** A column of the table; what a benchmark calls it otherwise is in `aliases`, the surest first. */
export interface Column {
  readonly name: ColumnName;
  readonly content: "text" | "instant";
  /** `one of`: a table needs `id` or `name`. */
  readonly need: "required" | "one of" | "optional";
  readonly meaning: string;
  readonly aliases: readonly string[];
}

export type InstantColumn =
  | "create_start"
  | "create_accepted"
  | "active"
  | "ping"
  | "ssh"
  | "failed"
  | "delete_start"
  | "delete_accepted"
  | "gone";

export type ColumnName = InstantColumn | "id" | "name" | "req_id" | "del_req_id" | "post_status" | "final" | "fault";

/** The documented columns. Order and case do not matter, nor do blanks, `-` and `_` in a name; other columns are ignored. */
export const columns: readonly Column[] = [
  text("id", "one of", "instance uuid; empty if the request was refused", [
    ...["uuid", "instance_id", "instance_uuid", "server_id", "server_uuid", "vm_id", "vm_uuid", "instance", "server", "vm"],
  ]),
  text("name", "one of", "display name; stands for the id where that is empty", [
    ...["instance_name", "server_name", "vm_name", "display_name", "instance", "server", "vm"],
  ]),
  text("req_id", "optional", "request id of the create call", ["request_id", "create_req_id", "create_request_id", "boot_request_id", "x_openstack_request_id"]),
  text("del_req_id", "optional", "request id of the delete call", ["delete_req_id", "delete_request_id", "del_request_id"]),
  text("post_status", "optional", "HTTP status of the create call; 400 and above is a refusal", ["http_status", "status_code", "create_status"]),
  text("final", "optional", "last state seen, ACTIVE or ERROR", ["final_status", "final_state", "status", "state"]),
  instant("create_start", "required", "the create call was sent", [
    ...["create", "create_requested", "create_request", "requested", "request_start", "boot_start", "boot_requested", "start", "started", "submitted"],
  ]),
  instant("create_accepted", "optional", "the create call was answered", ["accepted", "create_end", "create_answered", "create_response"]),
  instant("active", "optional", "seen ACTIVE; of an instance whose final state is ERROR, when that was seen", ["ready", "booted", "running", "active_at"]),
  instant("ping", "optional", "first echo reply", ["first_ping", "ping_ok", "pingable", "first_reply", "ping_ready"]),
  instant("ssh", "optional", "first login", ["first_ssh", "ssh_ok", "ssh_ready", "login", "first_login"]),
  instant("failed", "optional", "the failure was seen, where it is not in `active`", ["error_at", "failed_at", "fault_at"]),
  instant("delete_start", "optional", "the delete call was sent", ["delete", "delete_requested", "delete_request", "deleting"]),
  instant("delete_accepted", "optional", "the delete call was answered", ["delete_answered", "delete_response"]),
  instant("gone", "optional", "no longer found", ["deleted", "delete_end", "delete_done", "deleted_at"]),
  text("fault", "optional", "why it failed", ["error", "error_message", "fault_message", "reason"]),
];

/** Bare spellings of each column, the surest first. `instance` may be an id or, beside an id, a name. */
const SPELLINGS: ReadonlyMap<ColumnName, readonly string[]> = new Map(columns.map(({ name, aliases }) => [name, [name, ...aliases].map(bare)]));

/** What each heading means, e.g. `Server ID` → id; undefined for one that is ignored or a lesser spelling of what another means. */
export function columnsOf(headings: readonly string[]): readonly (ColumnName | undefined)[] {
  const bareHeadings = headings.map(bare);
  const names = headings.map((): ColumnName | undefined => undefined);
  for (const [name, spellings] of SPELLINGS) {
    const places = spellings.map((spelling) => bareHeadings.findIndex((heading, index) => heading === spelling && names[index] === undefined));
    const place = places.find((index) => index >= 0);
    if (place !== undefined) names[place] = name;
  }
  return names;
}

/** True where the headings make a table of phases: an instance and the instant it was asked for. */
export function areHeadings(headings: readonly string[]): boolean {
  const known = new Set(columnsOf(headings));
  return known.has("create_start") && (known.has("id") || known.has("name"));
}

const INSTANTS: ReadonlySet<string> = new Set(columns.filter(({ content }) => content === "instant").map(({ name }) => name));

/** Documented names only, not their aliases. */
export function isInstantColumn(name: string): name is InstantColumn {
  return INSTANTS.has(name);
}

function text(name: ColumnName, need: Column["need"], meaning: string, aliases: readonly string[]): Column {
  return { name, content: "text", need, meaning, aliases };
}

function instant(name: InstantColumn, need: Column["need"], meaning: string, aliases: readonly string[]): Column {
  return { name, content: "instant", need, meaning, aliases };
}

function bare(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9]/g, "");
}
