// What a user would type instead. Each writes to a pipe, since grep stops at the first match if it writes to /dev/null.
import { spawnSync } from "node:child_process";

/** What a program of these is given: `$1` the input, `$2` the pattern. */
const WC = { id: "wc", needs: "wc", title: "wc -l", script: 'wc -l < "$1" | cat', answer: lines };
const GREP = { id: "grep", needs: "grep", title: "grep -cE", script: 'grep -cE -e "$2" "$1" | cat', answer: matches };
const RG = { id: "rg", needs: "rg", title: "rg -c", script: 'rg --no-config -c -e "$2" "$1" | cat', answer: matches };

export const GAWK_PROGRAM = `/" acquired by "/ { split($NF, t, /waited |s /); wait[$2] += t[2] } END { for (lock in wait) print wait[lock], lock }`;
const GAWK = {
  id: "gawk",
  needs: "gawk",
  title: "gawk, sums",
  script: `gawk -F'"' '${GAWK_PROGRAM}' "$1" | wc -l`,
  answer: (stdout) => `${number(stdout)} locks`,
};

/** The table of the format, not `all_logs`, which is four times slower. */
export const LNAV_QUERY = `;SELECT count(*) FROM openstack_log WHERE log_body LIKE 'Lock "%' OR log_body LIKE 'Acquiring lock "%'`;
const LNAV = {
  id: "lnav",
  needs: "lnav",
  title: "lnav -n, counts",
  script: `env -u XDG_CONFIG_HOME HOME="$3" lnav -n -c "$4" -c ':write-csv-to -' "$1" | tail -n 1`,
  answer: (stdout) => `${number(stdout)} lock lines`,
  timeoutS: 600,
};

/** Of a directory, compressed logs among them. */
const ALL = 'find "$1" -type f -print0 | xargs -0 gzip -cdf';
const WC_ALL = { ...WC, title: "gzip -cdf, wc -l", script: `${ALL} | wc -l` };
const GREP_ALL = { ...GREP, title: "gzip -cdf, grep -cE", script: `${ALL} | grep -cE -e "$2" | cat` };
const RG_ALL = { ...RG, title: "rg -zc (all cores)", script: `rg --no-config -z -c -I -e "$2" "$1" | awk '{ n += $1 } END { print n }'` };

export const OF_LIBVIRTD = [WC, GREP, RG];
export const OF_NOVA = [WC, GREP, RG, GAWK, LNAV];
export const OF_DIRECTORY = [WC_ALL, GREP_ALL, RG_ALL];

export function isInstalled({ needs }) {
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", needs]).status === 0;
}

/** The first line of what each says of itself. */
export function versionOf(program) {
  const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.split("\n", 1)[0].trim() : undefined;
}

/** `scratch`: a folder for what lnav keeps. */
export function commandOf({ script }, input, pattern, scratch) {
  return ["sh", "-c", script, "sh", input, pattern, scratch, LNAV_QUERY];
}

function lines(stdout) {
  return `${number(stdout)} lines`;
}

function matches(stdout) {
  return `${number(stdout)} matches`;
}

/** The end of a pipe may succeed where its beginning failed; then there is no number. */
function number(stdout) {
  const text = stdout.trim();
  if (!/^\d+$/.test(text) || Number(text) === 0) throw new Error(`a count was expected, not ${JSON.stringify(text.slice(0, 100))}`);
  return Number(text).toLocaleString("en");
}
