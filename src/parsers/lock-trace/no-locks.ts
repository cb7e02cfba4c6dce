import { plainFacts, type Layout } from "./layout.ts";

/** A tracer whose output is known and tells nothing of locks: its lines are taken, counted, and a note says so. */
export function noLocks(
  layout: Pick<Layout, "id" | "title" | "example" | "recognises"> & { readonly takes: (line: string) => boolean; readonly tells: string },
): Layout {
  return {
    id: layout.id,
    title: layout.title,
    example: layout.example,
    recognises: layout.recognises,
    open: (context) => {
      let lines = 0;
      return {
        line: (text) => {
          if (!layout.takes(text)) return false;
          lines++;
          return true;
        },
        end: () => {
          context.note({
            code: "trace-without-locks",
            severity: "info",
            message: `Output of ${layout.id} is recognised; it tells ${layout.tells}, nothing of locks`,
            hint: "`trace-rank formats` names the tracers whose lock waits are read",
            line: undefined,
            text: `lines: ${lines}`,
          });
          return plainFacts(0);
        },
      };
    },
  };
}
