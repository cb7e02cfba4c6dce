// What keeps a part from its targets, said below its tables where one is missed. Read off the profiles; to be held against them when they change.
export const bounds = new Map([
  [
    "a",
    `What bounds it: of the lines that grep counts, one in nine, the head is read and judged byte by byte in JavaScript (src/parsers/libvirtd), and what is left is paired
(src/linking). Reading and sieving alone (src/input, read) is a small part. With two jobs the other thread reads the heads, but pairing goes on in the order of the
lines in one thread, and handing over costs what is gained on two cores that share their caches.`,
  ],
  [
    "b",
    `What bounds it: more than one line in three is wanted, and tells what a boot was doing, so that the work is a record kept, linked and collected
again (src/linking, src/parsers/oslo-log, garbage collection) and not a line skipped; no function has more than a few percent. The memory is what is alive after linking 587
runs of 20 boots (the newest 1,000 boots in full, sums of the others), half as much again as garbage, and 75 MB of Node itself. With a fifth as garbage it is 262 MB and 15 % more time.`,
  ],
  [
    "c",
    `What bounds it: one run of 480 boots, all of it analysed: what is alive is the timelines, waits and operations of every boot, which the report needs until it is written.
Of the analyses' time beside reading, most is one replay of the whole run for each hotspot and fix.`,
  ],
  [
    "start",
    `What bounds it: Node by itself takes half of \`--version\`; the rest is spread over reading 36 MB, linking
and a replay for each hotspot, in code that runs too seldom to be optimised.`,
  ],
  [
    "growth",
    `What bounds it: rooms for what is kept (linking/retention.ts) are not full at 1 × and are at 8 ×; beyond that nothing grows. Runs of boots grow until the newest 1,000 are kept in full.`,
  ],
  [
    "waits",
    `What bounds it: each wait is an object that does not fit the caches, beside columns of its times; what holders did meanwhile is a third of the ranking, and marking a
heap of 1 GB again and again a fifth. The time grows in proportion to the waits (test/analyses/speed.test.ts), but for the replays.`,
  ],
]);
