import type { ParserContext } from "../parser.ts";

/** One way a tracer prints what it saw of locks. A file may hold several, one after the other. */
export interface Layout {
  /** Named after the script or command that prints it, e.g. `futexes.stp`. */
  readonly id: string;
  readonly title: string;
  /** One real line. */
  readonly example: string;
  /** True for a whole line that this tracer prints and hardly anything else does. */
  readonly recognises: (line: string) => boolean;
  readonly open: (context: ParserContext) => LayoutSession;
}

export interface LayoutSession {
  /** False: not a line of this layout, and nothing was done with it. */
  readonly line: (text: string, line: number) => boolean;
  readonly end: () => LayoutFacts;
}

export interface LayoutFacts {
  readonly service: string | undefined;
  readonly host: string | undefined;
  readonly records: number;
  readonly minWaitUs: number | undefined;
  readonly minHoldUs: number | undefined;
}

/** Facts of a tracer that records everything, or only sums. */
export function plainFacts(records: number, service?: string): LayoutFacts {
  return { service, host: undefined, records, minWaitUs: undefined, minHoldUs: undefined };
}

/** A layout each of whose lines stands for itself. `take`: false where a line is none of it. */
export function lineByLine(service: string | undefined, take: (text: string, line: number, context: ParserContext) => boolean): Layout["open"] {
  return (context) => {
    let records = 0;
    return {
      line: (text, line) => {
        const isOwn = take(text, line, context);
        if (isOwn) records++;
        return isOwn;
      },
      end: () => plainFacts(records, service),
    };
  };
}
