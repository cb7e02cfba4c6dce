/** What the name of a rotated file says. */
export interface Rotation {
  readonly lineage: string;
  /** 0 for the file still written to, less for older ones. */
  readonly rotation: number;
}

const COMPRESSED = /\.(?:gz|bz2|xz|zst)$/i;

/** logrotate's default: nova-compute.log.1 */
const NUMBERED = /\.(\d{1,3})$/;

/**
 * logrotate `dateext` and `dateformat`, Python's TimedRotatingFileHandler (oslo `log_rotation_type=interval`), `dateext` with
 * `extension .log`: nova-compute.log-20260101, .log-20260101-1767225600, .log-2026010113, .log.2026-01-01_13, nova-compute-20260101.log; so may traces be, stap-lock-20260101.txt
 */
const DATED = /[-._](2\d{3})-?([01]\d)-?([0-3]\d)(?:[-_T]?(\d{2})(?:-?(\d{2})(?:-?(\d{2}))?)?|-\d{9,10})?(\.(?:log|out|txt))?$/;

/** A date is older than any number: both stand in one set only after a change of the configuration, and numbers are the default kept longest. */
const BEFORE_ALL_NUMBERS_S = 1e11;

/** Reads rotation from the name alone: `path` → the set it belongs to and its place in it. */
export function rotationOf(path: string): Rotation {
  let lineage = path.replace(COMPRESSED, "");
  let rotation = 0;
  // Twice: both a date and a number, as in nova-compute.log-20260101.1
  for (let round = 0; round < 2; round++) {
    const part = lastPart(lineage);
    if (part === undefined) break;
    lineage = part.lineage;
    rotation += part.rotation;
  }
  return { lineage, rotation };
}

function lastPart(path: string): Rotation | undefined {
  if (path.endsWith(".old")) return inside(path, path.slice(0, -4), -1);
  const numbered = NUMBERED.exec(path);
  if (numbered !== null) return inside(path, path.slice(0, numbered.index), -1 - Number(numbered[1]));
  const dated = DATED.exec(path);
  if (dated === null) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", extension = ""] = dated;
  const seconds = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) / 1000;
  return inside(path, path.slice(0, dated.index) + extension, seconds - BEFORE_ALL_NUMBERS_S);
}

/** A name that is nothing but a suffix (`logs/.1`, `logs/20260101.log`) is no rotation. */
function inside(path: string, lineage: string, rotation: number): Rotation | undefined {
  const nameStart = path.lastIndexOf("/") + 1;
  return lineage.length > nameStart && lineage[nameStart] !== "." ? { lineage, rotation } : undefined;
}
