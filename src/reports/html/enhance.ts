/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { PackedSteps } from "./packed-steps.ts";

/**
 * What the page does where scripts run: sorts tables, filters and zooms the bars, and tells of the step under the pointer or the cursor. Its own
 * text is put in the page (page.ts), so it may use nothing from outside but the browser's globals.
 */
export function enhance(): void {
  const all = <T extends Element>(selector: string, within: ParentNode = document): T[] => [...within.querySelectorAll<T>(selector)];

  for (const table of all<HTMLTableElement>("table[data-sortable]")) makeSortable(table);
  openTarget();
  addEventListener("hashchange", openTarget);
  unfoldOnPaper();
  const gantt = document.querySelector<HTMLElement>(".gantt");
  const data = document.getElementById("steps");
  if (gantt !== null && data !== null) enliven(gantt, JSON.parse(data.textContent ?? "") as PackedSteps);

  /** A link to something folded unfolds it. */
  function openTarget(): void {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
  }

  /** What is folded on the screen, but for the bars of single instances; and folds it again. */
  function unfoldOnPaper(): void {
    let unfolded: readonly HTMLDetailsElement[] = [];
    addEventListener("beforeprint", () => {
      unfolded = all<HTMLDetailsElement>("details:not(.group, [open])");
      for (const each of unfolded) each.open = true;
    });
    addEventListener("afterprint", () => {
      for (const each of unfolded) each.open = false;
    });
  }

  function makeSortable(table: HTMLTableElement): void {
    const heads = all<HTMLTableCellElement>("thead th", table);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const numeric = table.tBodies[0]?.rows[0]?.cells[column]?.dataset["sort"] !== undefined;
        const before = head.getAttribute("aria-sort");
        const order = before === null ? (numeric ? "descending" : "ascending") : before === "ascending" ? "descending" : "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", order);
        const sign = order === "ascending" ? 1 : -1;
        const keyOf = (body: HTMLTableSectionElement): string => body.rows[0]?.cells[column]?.textContent ?? "";
        const numberOf = (body: HTMLTableSectionElement): number => Number(body.rows[0]?.cells[column]?.dataset["sort"]);
        const compare = (a: HTMLTableSectionElement, b: HTMLTableSectionElement): number =>
          numeric ? numberOf(a) - numberOf(b) : keyOf(a).localeCompare(keyOf(b), undefined, { numeric: true });
        table.append(...[...table.tBodies].sort((a, b) => sign * compare(a, b)));
      });
    });
  }

  interface Shown {
    readonly at: string;
    readonly startMs: number;
    readonly endMs: number;
    readonly text: string;
    readonly holder: string;
    readonly line: string;
  }

  function enliven(chart: HTMLElement, { texts, instances }: PackedSteps): void {
    /** Between two marks of the axis: room for the label of one. */
    const LEAST_PX = 70;
    const wholeMs = Number(chart.dataset["length"]);
    const tip = document.getElementById("tip");
    const hatch = document.getElementById("hatch");
    const grid = chart.querySelector(".grid");
    const controls = document.querySelector<HTMLFormElement>(".controls");
    const byName = document.querySelector<HTMLInputElement>("#by-name");
    const byHost = document.querySelector<HTMLSelectElement>("#by-host");
    const byStep = document.querySelector<HTMLSelectElement>("#by-step");
    const shown = document.querySelector<HTMLOutputElement>("#shown");
    const rows = all<HTMLElement>(".row", chart);
    const bars = all<SVGSVGElement>(".bar", chart);
    let [fromMs, toMs] = [0, wholeMs];
    let cursor = { row: -1, step: -1 };
    const unpacked = new Map<number, readonly Shown[]>();

    for (const row of rows) {
      const name = row.querySelector(".name");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "name";
      button.title = name?.getAttribute("title") ?? "";
      button.textContent = name?.textContent ?? "";
      button.tabIndex = -1;
      name?.replaceWith(button);
    }
    offerFirst();
    if (controls !== null) controls.hidden = false;
    controls?.addEventListener("submit", (event) => event.preventDefault());
    controls?.addEventListener("input", filter);
    for (const button of all<HTMLButtonElement>("[data-zoom]")) button.addEventListener("click", () => zoomBy(button.dataset["zoom"] ?? ""));
    chart.addEventListener("pointermove", (event) => point(event));
    chart.addEventListener("pointerleave", hideTip);
    chart.addEventListener("wheel", wheel, { passive: false });
    chart.addEventListener("keydown", key);
    chart.addEventListener("focusin", (event) => {
      const row = rowOf(event.target);
      if (row !== undefined && row !== cursor.row) tell(row, 0);
    });
    chart.addEventListener("focusout", hideTip);
    addEventListener("resize", draw);
    addEventListener("scroll", () => {
      if (!chart.contains(document.activeElement)) hideTip();
    });
    draw();
    filter();

    function stepsOf(row: number): readonly Shown[] {
      const known = unpacked.get(row);
      if (known !== undefined) return known;
      const numbers = instances[row]?.steps ?? [];
      const steps: Shown[] = [];
      let endUs = 0;
      for (let at = 0; at < numbers.length; at += 6) {
        const [gapUs = 0, lengthUs = 0, text = 0, holder = 0, file = 0, line = 0] = numbers.slice(at, at + 6);
        const startUs = endUs + gapUs;
        endUs = startUs + lengthUs;
        steps.push({
          at: `${duration(lengthUs)} from ${duration(startUs)} on`,
          startMs: startUs / 1000,
          endMs: endUs / 1000,
          text: texts[text] ?? "",
          holder: texts[holder] ?? "",
          line: file === 0 ? "" : `${texts[file] ?? ""}:${line}`,
        });
      }
      unpacked.set(row, steps);
      return steps;
    }

    /** µs as the page writes durations. */
    function duration(us: number): string {
      if (us < 999.5) return `${Math.round(us)} µs`;
      if (us < 999_500) return us < 9_950 ? `${(us / 1000).toFixed(1)} ms` : `${Math.round(us / 1000)} ms`;
      if (us < 59_950_000) return `${(us / 1e6).toFixed(us < 9_995_000 ? 2 : 1)} s`;
      const seconds = Math.round(us / 1e6);
      return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? "" : ` ${seconds % 60} s`}`;
    }

    function rowOf(target: EventTarget | null): number | undefined {
      const row = target instanceof Element ? target.closest<HTMLElement>(".row") : null;
      return row === null ? undefined : Number(row.dataset["row"]);
    }

    function draw(): void {
      for (const each of bars) each.setAttribute("viewBox", `${fromMs} 0 ${toMs - fromMs} ${each.viewBox.baseVal.height}`);
      const widthPx = bars.find((each) => each.clientWidth > 0)?.clientWidth ?? 900;
      hatch?.setAttribute("patternTransform", `scale(${(toMs - fromMs) / widthPx} 1) rotate(45)`);
      drawGrid();
    }

    function drawGrid(): void {
      if (grid === null) return;
      const lengthMs = toMs - fromMs;
      const rough = (lengthMs * LEAST_PX) / Math.max(LEAST_PX, grid.clientWidth);
      const power = 10 ** Math.floor(Math.log10(rough));
      const stepMs = power * (rough / power > 5 ? 10 : rough / power > 2 ? 5 : rough / power > 1 ? 2 : 1);
      const marks: Element[] = [];
      for (let atMs = Math.ceil(fromMs / stepMs) * stepMs; atMs <= toMs; atMs += stepMs) {
        const x = `${((100 * (atMs - fromMs)) / lengthMs).toFixed(2)}%`;
        const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
        for (const [name, value] of [["class", "rule"], ["x1", x], ["x2", x], ["y1", "18"], ["y2", "100%"]] as const) line.setAttribute(name, value);
        const label = document.createElementNS("http://www.w3.org/2000/svg", "text");
        for (const [name, value] of [["class", "muted"], ["x", x], ["y", "12"]] as const) label.setAttribute(name, value);
        label.textContent = stepMs >= 1000 ? `${Math.round(atMs / 1000)} s` : `${Number((atMs / 1000).toPrecision(7))} s`;
        marks.push(line, label);
      }
      grid.replaceChildren(...marks);
    }

    /** Around the middle, or around an instant that then stays where it is. */
    function zoomBy(how: string, aroundMs: number = (fromMs + toMs) / 2): void {
      const lengthMs = toMs - fromMs;
      if (how === "all") show(0, wholeMs);
      else if (how === "left") show(fromMs - lengthMs / 4, toMs - lengthMs / 4);
      else if (how === "right") show(fromMs + lengthMs / 4, toMs + lengthMs / 4);
      else {
        const wanted = Math.min(wholeMs, Math.max(1, how === "in" ? lengthMs / 2 : lengthMs * 2));
        const start = aroundMs - ((aroundMs - fromMs) * wanted) / lengthMs;
        show(start, start + wanted);
      }
    }

    function show(startMs: number, endMs: number): void {
      const lengthMs = Math.min(wholeMs, endMs - startMs);
      fromMs = Math.max(0, Math.min(startMs, wholeMs - lengthMs));
      toMs = fromMs + lengthMs;
      draw();
    }

    function wheel(event: WheelEvent): void {
      const under = event.target instanceof Element ? event.target.closest<SVGSVGElement>(".bar") : null;
      if (!event.ctrlKey || under === null) return;
      event.preventDefault();
      zoomBy(event.deltaY < 0 ? "in" : "out", msAt(event, under));
    }

    function msAt(event: MouseEvent, under: Element): number {
      const { left, width } = under.getBoundingClientRect();
      return fromMs + ((event.clientX - left) / width) * (toMs - fromMs);
    }

    function point(event: PointerEvent): void {
      const under = event.target instanceof Element ? event.target.closest(".bar") : null;
      const row = rowOf(event.target);
      if (under === null || row === undefined) return hideTip();
      const atMs = msAt(event, under);
      const step = stepsOf(row).findIndex(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
      if (step < 0) hideTip();
      else tell(row, step, event);
    }

    /** Says what a step is, beside the pointer or below the row, and marks it. */
    function tell(row: number, step: number, pointer?: PointerEvent): void {
      const each = stepsOf(row)[step];
      const element = rows[row];
      const barOfRow = element?.querySelector<SVGSVGElement>(".bar");
      if (tip === null || each === undefined || barOfRow === null || barOfRow === undefined) return;
      if (pointer === undefined) {
        cursor = { row, step };
        if (each.endMs <= fromMs || each.startMs >= toMs) show((each.startMs + each.endMs - toMs + fromMs) / 2, (each.startMs + each.endMs + toMs - fromMs) / 2);
      }
      mark(barOfRow, each);
      tip.replaceChildren();
      const parts = [`${instances[row]?.name ?? ""}: ${each.text}`, each.at, each.holder === "" ? "" : `held by ${each.holder}`, each.line];
      for (const part of parts.filter((text) => text !== "")) {
        const line = document.createElement("span");
        line.textContent = part;
        tip.append(line);
      }
      tip.hidden = false;
      const box = barOfRow.getBoundingClientRect();
      const x = pointer?.clientX ?? box.left + (box.width * (Math.max(each.startMs, fromMs) - fromMs)) / (toMs - fromMs);
      const y = pointer?.clientY ?? box.bottom;
      tip.style.left = `${Math.max(4, Math.min(x + 12, innerWidth - tip.offsetWidth - 8))}px`;
      tip.style.top = `${y + 16 + tip.offsetHeight > innerHeight ? y - tip.offsetHeight - 22 : y + 14}px`;
    }

    function mark(bar: SVGSVGElement, { startMs, endMs }: Shown): void {
      unmark();
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("class", "mark");
      path.setAttribute("d", `M${startMs} 0H${endMs}V${bar.viewBox.baseVal.height}H${startMs}z`);
      bar.append(path);
    }

    function unmark(): void {
      for (const old of all(".mark", chart)) old.remove();
    }

    function hideTip(): void {
      if (tip !== null) tip.hidden = true;
      unmark();
    }

    function key(event: KeyboardEvent): void {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const row = rowOf(event.target);
      const zooms: Readonly<Record<string, string>> = { "+": "in", "=": "in", "-": "out", "0": "all" };
      const zoom = zooms[event.key];
      if (zoom !== undefined) zoomBy(zoom);
      else if (event.key === "Escape") hideTip();
      else if (row !== undefined && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
        const next = cursor.step + (event.key === "ArrowRight" ? 1 : -1);
        tell(row, Math.max(0, Math.min(stepsOf(row).length - 1, next)));
      } else if (row !== undefined && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        const visible = rows.filter((each) => each.offsetParent !== null);
        const here = visible.findIndex((each) => Number(each.dataset["row"]) === row);
        focusOn(visible[here + (event.key === "ArrowDown" ? 1 : -1)]);
      } else return;
      event.preventDefault();
    }

    /** One row of each list is in the order of tabs; arrows lead to the others. */
    function focusOn(row: HTMLElement | undefined): void {
      const button = row?.querySelector("button");
      if (row === undefined || button === null || button === undefined) return;
      for (const other of all<HTMLButtonElement>("button", row.parentElement ?? chart)) other.tabIndex = -1;
      button.tabIndex = 0;
      button.focus();
    }

    function offerFirst(): void {
      for (const list of all<HTMLElement>("ul.rows", chart)) {
        const buttons = all<HTMLElement>(".row", list).filter((row) => !row.hidden).flatMap((row) => row.querySelector("button") ?? []);
        buttons.forEach((button, index) => (button.tabIndex = index === 0 ? 0 : -1));
      }
    }

    /** Rows that fit all three; of a chosen step, where it lies. Groups without any are hidden, others unfolded. */
    function filter(): void {
      hideTip();
      const [name, host, step] = [(byName?.value ?? "").trim().toLowerCase(), byHost?.value ?? "", byStep?.value ?? ""];
      for (const old of all(".chosen", chart)) old.remove();
      let count = 0;
      rows.forEach((row, index) => {
        const instance = instances[index];
        const chosen = step === "" ? [] : stepsOf(index).filter(({ text }) => text === step);
        const fits =
          instance !== undefined &&
          (name === "" || instance.name.toLowerCase().includes(name) || instance.id.toLowerCase().includes(name)) &&
          (host === "" || instance.host === host) &&
          (step === "" || chosen.length > 0);
        row.hidden = !fits;
        if (fits) count++;
        const bar = row.querySelector<SVGSVGElement>(".bar");
        if (!fits || chosen.length === 0 || bar === null) return;
        const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
        path.setAttribute("class", "chosen");
        path.setAttribute("d", chosen.map(({ startMs, endMs }) => `M${startMs} 0H${endMs}V${bar.viewBox.baseVal.height}H${startMs}z`).join(""));
        bar.append(path);
      });
      const filtered = name !== "" || host !== "" || step !== "";
      chart.classList.toggle("dimmed", step !== "");
      for (const group of all<HTMLDetailsElement>("details.group", chart)) {
        const some = all<HTMLElement>(".row", group).some((row) => !row.hidden);
        group.hidden = !some;
        group.open = filtered && some;
      }
      offerFirst();
      if (shown !== null) shown.textContent = `${count} of ${instances.length} instances`;
      draw();
    }
  }
}
