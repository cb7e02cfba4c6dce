// The three inputs, who is compared on them, and what trace-rank is meant to reach.
import { join } from "node:path";
import { commandOf, isInstalled, OF_DIRECTORY, OF_LIBVIRTD, OF_NOVA } from "./comparators.mjs";
import { root } from "./make-inputs/captures.mjs";
import { hostsInput } from "./make-inputs/hosts.mjs";
import { libvirtdInput, novaComputeInput } from "./make-inputs/repeated-log.mjs";
import { measure, summary, withScratch } from "./measure.mjs";
import { libvirtdPattern, osloPattern } from "./patterns.mjs";
import { load } from "./results.mjs";
import { megabytes, seconds, table, target, targetTable, times } from "./table.mjs";
import { cli, jobChoices, jobsTitle, measureTraceRank } from "./trace-rank.mjs";

/** Whatever the size of the input, MB. */
const MOST_MEMORY = 256;

export const cases = [
  {
    id: "a",
    title: "libvirtd at debug level",
    input: libvirtdInput,
    path: ({ folder, facts }) => join(folder, facts.files[0]),
    pattern: () => libvirtdPattern(),
    comparators: OF_LIBVIRTD,
    targets: ({ one, two, grep, speed }) => [
      target("1 job: wall time beside grep", ratio(one, grep), { atMost: 1.5 }, times),
      target("1 job: speed", speed(one), { atLeast: 600 }, perSecond),
      target("2 jobs: as fast as 1 job", ratio(one, two), { atLeast: 1.6 }, times),
    ],
  },
  {
    id: "b",
    title: "nova-compute at debug level",
    input: novaComputeInput,
    path: ({ folder, facts }) => join(folder, facts.files[0]),
    pattern: () => osloPattern(),
    comparators: OF_NOVA,
    targets: ({ one, grep, gawk, lnav, speed }) => [
      target("1 job: wall time beside grep", ratio(one, grep), { atMost: 8 }, times),
      target("1 job: speed", speed(one), { atLeast: 250 }, perSecond),
      target("1 job: as fast as gawk", ratio(gawk, one), { atLeast: 1 }, times),
      target("1 job: as fast as lnav", ratio(lnav, one), { atLeast: 10 }, times),
    ],
  },
  {
    id: "c",
    title: "a directory of hosts, all formats, some logs compressed",
    input: hostsInput,
    path: ({ folder }) => folder,
    pattern: async () => `${await libvirtdPattern()}|${await osloPattern()}`,
    comparators: OF_DIRECTORY,
    targets: () => [],
  },
];

function ratio(a, b) {
  return a === undefined || b === undefined ? undefined : a.wallMs / b.wallMs;
}

function perSecond(value) {
  return `${value.toFixed(0)} MB/s`;
}

/** Measures one case; gives its text and whether a target of speed was missed. */
export async function runCase(one, { rounds, size }) {
  const built = one.input(size);
  const path = one.path(built);
  const { bytes, lines, boots, runs, sha256 } = built.facts;
  const pattern = await one.pattern(path);
  const jobs = jobChoices();
  const comparators = one.comparators.map((comparator) => ({ ...comparator, installed: isInstalled(comparator) }));

  warm(built.folder);
  const costs = new Map([...jobs.map(jobsTitle), ...comparators.map(({ id }) => id)].map((id) => [id, []]));
  const answers = new Map();
  withScratch((scratch) => {
    // Alternating, so that what else the machine does falls on all.
    for (let round = 0; round < rounds; round++) {
      for (const job of jobs) {
        const cost = measureTraceRank(path, job);
        costs.get(jobsTitle(job)).push(cost);
        answers.set(jobsTitle(job), `${cost.boots} of ${boots} boots`);
      }
      for (const comparator of comparators.filter(({ installed }) => installed)) {
        if (costs.get(comparator.id).includes(undefined)) continue;
        const cost = measure(commandOf(comparator, path, pattern, scratch), { timeoutS: comparator.timeoutS });
        costs.get(comparator.id).push(cost);
        answers.set(comparator.id, cost === undefined ? undefined : comparator.answer(cost.stdout));
      }
      process.stderr.write(`bench: ${one.id}: round ${round + 1} of ${rounds}\n`);
    }
  });

  const results = new Map([...costs].map(([id, all]) => [id, summary(all)]));
  const speed = (result) => (result === undefined ? undefined : bytes / 1000 / result.wallMs);
  const grep = results.get("grep");
  const row = (title, id, missing) => {
    const result = results.get(id);
    if (result === undefined) return [title, missing, ...Array(6).fill(undefined)];
    return [
      title,
      answers.get(id),
      seconds(result.wallMs),
      `${(result.fromMs / 1000).toFixed(2)}–${seconds(result.toMs)}`,
      perSecond(speed(result)),
      seconds(result.cpuMs),
      megabytes(result.peakBytes),
      times(ratio(result, grep)),
    ];
  };
  const rows = [
    ...jobs.map((job) => row(jobsTitle(job), jobsTitle(job))),
    ...comparators.map(({ id, title, installed, timeoutS }) => row(title, id, installed ? `no answer in ${timeoutS} s` : "not installed")),
  ];
  const trace = jobs.map((job) => results.get(jobsTitle(job)));
  const speeds = one.targets({ one: trace[0], two: trace[1], grep, gawk: results.get("gawk"), lnav: results.get("lnav"), speed });
  const memory = trace.map((result, index) =>
    target(`${jobs[index] ?? 1} job${jobs[index] === 2 ? "s" : ""}: peak memory`, result.peakBytes === undefined ? undefined : result.peakBytes / 1e6, { atMost: MOST_MEMORY }, (value) => `${value.toFixed(0)} MB`),
  );
  // After the runs, so that it tells what else ran meanwhile.
  const about = `${megabytes(bytes)}, ${lines.toLocaleString("en")} lines, ${boots} boots in ${runs} run${runs === 1 ? "" : "s"}; sha256 ${sha256.slice(0, 16)}…; ${load()}`;
  return {
    text: `## (${one.id}) ${one.title}\n\n${about}\n\n${table(["", "answer", "wall", "range", "speed", "CPU", "peak memory", "wall ÷ grep"], rows)}\n\n${targetTable([...speeds, ...memory])}`,
    missed: speeds.some(({ met }) => met === false),
    path,
  };
}

/** Into the page cache. */
function warm(folder) {
  measure(["sh", "-c", 'find "$1" -type f -exec cat {} + | wc -c', "sh", folder]);
}

/** From the start of the process to its end. */
export function runStarts({ rounds }) {
  const repeats = Math.max(rounds, 5) * 2;
  const sample = "samples/zed-boot-10";
  const path = join(root, sample);
  const versions = [];
  const samples = [];
  for (let i = 0; i < repeats; i++) {
    versions.push(measure([process.execPath, cli, "--version"]));
    samples.push(measure([process.execPath, cli, path]));
  }
  const targets = [
    target("`trace-rank --version`", summary(versions).wallMs, { atMost: 120 }, (value) => `${value.toFixed(0)} ms`),
    target(`\`trace-rank ${sample}\`, the whole command`, summary(samples).wallMs, { atMost: 600 }, (value) => `${value.toFixed(0)} ms`),
  ];
  return { text: `## Start\n\nMedians of ${repeats}, alternating; ${load()}.\n\n${targetTable(targets)}`, missed: targets.some(({ met }) => met === false), path };
}
