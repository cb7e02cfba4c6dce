import type { TimedOperation, Trace } from "../model/trace.ts";

// GET /v3/auth/tokens, GET /v3/auth/tokens?allow_expired=1, HEAD /identity/v3/auth/tokens, GET /v2.0/tokens/9f1d…
const VALIDATION = /^(?:GET|HEAD) \S*\/(?:v3\/auth\/tokens|v2\.0\/tokens\/)/;

/** Checks of tokens that keystone answered, in order of time. */
export function tokenValidations({ operations }: Trace): readonly TimedOperation[] {
  return operations
    .filter(({ operation, name, actor }) => operation === "http-served" && actor.service === "keystone" && VALIDATION.test(name))
    .sort((a, b) => a.startUs - b.startUs);
}
