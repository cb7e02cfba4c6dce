/** Processor time of this process so far, ms: others on the machine do not add to it, as they do to the time on the wall. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
