import type { MilestoneName } from "./event.ts";

/** Any of them shows that a host builds an instance, whichever its log has. */
export const BUILD_STEPS: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["build-started", "claim-started", "claimed", "spawn-started"]);
