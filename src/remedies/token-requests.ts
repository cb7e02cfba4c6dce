import type { TimedOperation, Trace } from "../model/trace.ts";

// GET /v3/auth/tokens, GET /v3/auth/tokens?allow_expired=1, HEAD /identity/v3/auth/tokens, GET /v2.0/tokens/9f1d…
const VALIDATION = /^(?:GET|HEAD) \S*\/(?:v3\/auth\/tokens|v2\.0\/tokens\/)/;

// POST /v3/auth/tokens, POST /identity/v3/auth/tokens?nocatalog, POST /v2.0/tokens
const ISSUE = /^POST \S*\/(?:v3\/auth|v2\.0)\/tokens(?:\?\S*)?$/;

/** Checks of tokens that keystone answered, in order of time. */
export function tokenValidations(trace: Trace): readonly TimedOperation[] {
  return answered(trace, VALIDATION);
}

/** Tokens that keystone made, in order of time. */
export function tokenIssues(trace: Trace): readonly TimedOperation[] {
  return answered(trace, ISSUE);
}

function answered({ operations }: Trace, request: RegExp): readonly TimedOperation[] {
  return operations
    .filter(({ operation, name, actor }) => operation === "http-served" && actor.service === "keystone" && request.test(name))
    .sort((a, b) => a.startUs - b.startUs);
}
