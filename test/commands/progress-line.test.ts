import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { progressLine, type ProgressLine } from "../../src/commands/progress-line.ts";

/** A terminal of one line, as far as the line needs one. */
class Terminal extends EventEmitter {
  columns: number | undefined = 80;
  readonly written: string[] = [];

  write(text: string): boolean {
    this.written.push(text);
    return true;
  }

  /** What stands in the line now. */
  line(): string {
    let line = "";
    for (const [, text = "", clear] of this.written.join("").matchAll(/\r([^\r\u001b]*)(\u001b\[K)?/g)) line = clear === undefined ? text + line.slice(text.length) : text;
    return line;
  }
}

let terminal: Terminal;
let line: ProgressLine;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  terminal = new Terminal();
  line = progressLine(terminal);
});
afterEach(() => {
  line.end();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Time that passes while the thread is busy: no timer fires. */
function work(ms: number): void {
  const later = performance.now() + ms;
  vi.spyOn(performance, "now").mockReturnValue(later);
}

describe("progressLine", () => {
  it("shows nothing of a run shorter than 300 ms", () => {
    line.total(1000);
    vi.advanceTimersByTime(290);
    line.read("a.log", 1000);
    line.end();
    expect(terminal.written).toEqual([]);
  });

  it("shows what is read after 300 ms", () => {
    line.total(4e6);
    line.read("a.log", 1e6);
    vi.advanceTimersByTime(300);
    expect(terminal.line()).toBe("1.0 MB of 4.0 MB  a.log");
  });

  it("shows nothing while nothing is known", () => {
    vi.advanceTimersByTime(2000);
    expect(terminal.written).toEqual([]);
  });

  it("writes at most ten times a second, however often it is told", () => {
    line.total(1e9);
    for (let told = 0; told < 10_000; told++) {
      vi.advanceTimersByTime(1);
      line.read(`${told}.log`, 1000);
    }
    expect(terminal.written.length).toBeGreaterThan(80);
    expect(terminal.written.length).toBeLessThanOrEqual(100);
  });

  it("is painted by being told while no timer can fire", () => {
    line.total(4e6);
    work(400);
    line.read("a.log", 1e6);
    expect(terminal.line()).toContain("1.0 MB of 4.0 MB");
    work(400);
    line.read("b.log", 1e6);
    expect(terminal.line()).toMatch(/^2\.0 MB of 4\.0 MB, 2\.5 MB\/s, 1 s left {2}b\.log$/);
  });

  it("measures the rate from the first bytes, not from the start", () => {
    line.total(100e6);
    vi.advanceTimersByTime(5000);
    for (let told = 0; told < 10; told++) {
      line.read("a.log", 1e6);
      vi.advanceTimersByTime(100);
    }
    expect(terminal.line()).toMatch(/, (?:9\.\d|10\.0) MB\/s, \d+ s left {2}/);
  });

  it("lets the rate fall while nothing comes", () => {
    const rate = (): number => Number(/ ([\d.]+) MB\/s/.exec(terminal.line())?.[1]);
    line.total(1e9);
    for (let told = 0; told < 10; told++) {
      line.read("a.log", 10e6);
      vi.advanceTimersByTime(100);
    }
    const before = rate();
    vi.advanceTimersByTime(3000);
    expect(rate()).toBeLessThan(before / 2);
  });

  it("says at once that all is read, for what follows tells nothing", () => {
    line.total(2e6);
    line.read("a.log", 1e6);
    vi.advanceTimersByTime(350);
    line.read("a.log", 1e6);
    expect(terminal.line()).toBe("2.0 MB read, analysing");
  });

  it("keeps to the width of the window as it changes", () => {
    line.total(4e6);
    line.read("logs/nova-compute.log", 1e6);
    vi.advanceTimersByTime(500);
    expect(terminal.line()).toContain("compute.log");
    terminal.columns = 20;
    terminal.emit("resize");
    expect(terminal.line()).toBe("1.0 MB of 4.0 MB");
  });

  it.each([[undefined], [0]])("takes a terminal of %s columns for one of 80", (columns) => {
    terminal.columns = columns;
    line.total(4e6);
    line.read("x".repeat(200), 1e6);
    vi.advanceTimersByTime(300);
    expect(terminal.line()).toHaveLength(79);
  });

  it("is gone when it ends, and never comes back", () => {
    line.total(4e6);
    line.read("a.log", 1e6);
    vi.advanceTimersByTime(500);
    line.end();
    expect(terminal.line()).toBe("");
    const writes = terminal.written.length;
    line.read("a.log", 1e6);
    vi.advanceTimersByTime(5000);
    terminal.emit("resize");
    line.end();
    expect(terminal.written).toHaveLength(writes);
  });

  it.each([["exit"], ["uncaughtExceptionMonitor"]] as const)("is gone before the process ends by %s", (event) => {
    line.total(4e6);
    line.read("a.log", 1e6);
    vi.advanceTimersByTime(500);
    const added = process.listeners(event as "exit").at(-1) as unknown as () => void;
    added();
    expect(terminal.line()).toBe("");
  });

  it("leaves no listener of the process behind", () => {
    const count = (): number => process.listenerCount("exit") + process.listenerCount("uncaughtExceptionMonitor");
    const before = count();
    line.end();
    expect(count()).toBe(before - 2);
  });

  it("gives up when the terminal is gone", () => {
    line.total(4e6);
    vi.advanceTimersByTime(500);
    const writes = terminal.written.length;
    terminal.emit("error", new Error("EIO"));
    vi.advanceTimersByTime(500);
    line.read("a.log", 1e6);
    expect(terminal.written.length).toBeLessThanOrEqual(writes + 1);
  });
});
