// How the names and times of one copy follow from those of the capture: by its number alone, one to one, the same in all its logs.

/**
 * @param {object} copy
 * @param {number} copy.number 0: names stay as they are.
 * @param {number} copy.shiftS Seconds to add to every time.
 * @param {string} [copy.host]
 */
export function renaming({ number, shiftS, host }) {
  const mask = mix(number);
  return ({ kind, name }) => {
    switch (kind) {
      case "time":
        return shiftStamp(name, shiftS);
      case "ctime":
        return shiftCtime(name, shiftS);
      case "atopTime":
        return shiftAtopTime(name, shiftS);
      case "epoch":
        return String(Number(name) + shiftS);
      case "uuid":
        return hex(parseInt(name.slice(0, 8), 16) ^ mask, 8) + name.slice(8);
      case "device":
        return name.slice(0, 3) + hex(parseInt(name.slice(3, 11), 16) ^ mask, 8) + name.slice(11);
      case "domain":
        return `instance-${hex(parseInt(name.slice(9), 16) + number * 0x1000, 8)}`;
      case "pointer":
        return name.slice(0, 4) + hex(parseInt(name.slice(4, 8), 16) ^ (mask & 0xffff), 4) + name.slice(8);
      case "thread":
        return String(Number(name) + number * THREADS);
      case "host":
        return host ?? name;
      default:
        throw new Error(`no renaming of ${kind}`);
    }
  };
}

/** More than a capture has between its first and last thread id. */
const THREADS = 3000;

/** 32 bits that differ for every number; 0 for 0. (The finaliser of MurmurHash3, which is one to one.) */
function mix(number) {
  let bits = number;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function hex(value, digits) {
  return (value >>> 0).toString(16).padStart(digits, "0");
}

function shiftStamp(name, shiftS) {
  const at = Date.parse(`${name.slice(0, 10)}T${name.slice(11)}Z`);
  return new Date(at + shiftS * 1000).toISOString().slice(0, 19).replace("T", name[10]);
}

/** `Sun Nov 22 15:02:40 2026` */
function shiftCtime(name, shiftS) {
  const [weekday, day, month, year, clock] = new Date(Date.parse(`${name} UTC`) + shiftS * 1000).toUTCString().split(/,? /);
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${clock} ${year}`;
}

/** `1795359736 2026/11/22 15:02:16` */
function shiftAtopTime(name, shiftS) {
  const second = Number(name.slice(0, 10)) + shiftS;
  return `${second} ${shiftStamp(name.slice(11).replaceAll("/", "-"), shiftS).replaceAll("-", "/")}`;
}
