import type { Clock } from "../../model/event.ts";
import type { CollectedEntry } from "../collected-entry.ts";
import type { ContainerHead } from "../container-head.ts";

/** How the records of a source are wrapped and laid out; shown in the report's list of inputs. */
export type Layout =
  | "default"
  | "devstack"
  | "syslog"
  | "mod_wsgi"
  | ContainerHead["by"]
  | "docker-json"
  | "loghub"
  | "json"
  | "fluent"
  | "journal-json"
  | CollectedEntry["by"]
  | "uwsgi";

/**
 * What one line was taken apart into. One object is reused for all lines of a source (a log has millions), so whoever keeps a
 * value copies it.
 */
export interface Fields {
  /** Wall clock as printed, read as UTC, or the true instant when `clock` is `utc`; µs. */
  atUs: number;
  clock: Clock;
  pid: number | undefined;
  level: string;
  logger: string;
  /** Ids are copies, cut loose from the line. */
  requestId: string | undefined;
  globalRequestId: string | undefined;
  instanceId: string | undefined;
  host: string | undefined;
  service: string | undefined;
  message: string;
  layout: Layout;
  /** Number of blank-separated parts of the request context; tells generations of oslo.log apart. */
  contextParts: number;
  /** The function that logged, where the layout has a place of its own for it. */
  func: string | undefined;
}

export function emptyFields(): Fields {
  return {
    atUs: 0,
    clock: "local",
    pid: undefined,
    level: "",
    logger: "",
    requestId: undefined,
    globalRequestId: undefined,
    instanceId: undefined,
    host: undefined,
    service: undefined,
    message: "",
    layout: "default",
    contextParts: 0,
    func: undefined,
  };
}

export function clearFields(fields: Fields): void {
  fields.atUs = 0;
  fields.clock = "local";
  fields.pid = undefined;
  fields.level = "";
  fields.logger = "";
  fields.requestId = undefined;
  fields.globalRequestId = undefined;
  fields.instanceId = undefined;
  fields.host = undefined;
  fields.service = undefined;
  fields.message = "";
  fields.layout = "default";
  fields.contextParts = 0;
  fields.func = undefined;
}
