import type { Acquisition } from "../../model/trace.ts";
import { heldStretch } from "../blame.ts";
import { SOON_US } from "./full-client.ts";

/**
 * How long each call of one client lay in the socket as the first of those that did, where libvirtd works on so many at a time: from the instant in which there was
 * no room any more to the answer that made some, if it was read right then. Calls further behind seem not to have waited.
 */
export function shutOut(calls: readonly Acquisition[], permits: number, untilUs: number): ReadonlyMap<Acquisition, Acquisition> {
  const told = new Map<Acquisition, Acquisition>();
  let inHand = 0;
  let shutUs: number | undefined;
  let opened: { readonly atUs: number; readonly waitUs: number } | undefined;
  for (const { atUs, by, call } of changesOf(calls, untilUs)) {
    inHand += by;
    if (by > 0) {
      told.set(call, { ...call, waitUs: opened !== undefined && atUs - opened.atUs <= SOON_US ? opened.waitUs : 0 });
      opened = undefined;
    }
    if (inHand >= permits) shutUs ??= atUs;
    else if (shutUs !== undefined) {
      opened = { atUs, waitUs: atUs - shutUs };
      shutUs = undefined;
    }
  }
  return told;
}

interface Change {
  readonly atUs: number;
  /** One more call in hand, or one less. */
  readonly by: 1 | -1;
  /** Among changes of one stamp: what makes room comes first, but no answer before its own call. */
  readonly order: number;
  readonly call: Acquisition;
}

function changesOf(calls: readonly Acquisition[], untilUs: number): readonly Change[] {
  return calls
    .flatMap((call): readonly Change[] => {
      const { acquiredUs = untilUs, place: { line } } = call;
      const endUs = heldStretch(call, untilUs)?.endUs ?? acquiredUs;
      return [{ atUs: acquiredUs, by: 1, order: line, call }, { atUs: endUs, by: -1, order: endUs > acquiredUs ? 0 : line + 0.5, call }];
    })
    .sort((a, b) => a.atUs - b.atUs || a.order - b.order);
}
