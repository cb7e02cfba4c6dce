// e.g. <uuid>, <sha1>
const NAMELESS = /^<[a-z0-9]+>$/;

// e.g. build_and_run_instance._locked_do_build_and_run_instance, but not ResourceTracker.update_usage or "boots in nova-api"
const FUNCTION_INSIDE = /^([a-z_][a-z0-9_]*)\.[a-z_][a-z0-9_]*$/;

/**
 * A resource as people are shown it. Several kinds of locks are called by nothing but an id: those are told apart by the function that waited most,
 * `<uuid> of build_and_run_instance`. Machines know it by kind, service and resource.
 */
export function nameOfResource({ resource, waiters }: { readonly resource: string; readonly waiters: readonly { readonly name: string }[] }): string {
  const by = NAMELESS.test(resource) ? waiters[0]?.name : undefined;
  return by === undefined ? resource : `${resource} of ${FUNCTION_INSIDE.exec(by)?.[1] ?? by}`;
}
