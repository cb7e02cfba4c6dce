// e.g. 4336ad99-4faa-4cfd-96ff-d1fea7a07c10
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
// e.g. 052618368e90fb50712b5d305c945c73952f94f2
const SHA1 = /(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/gi;
// e.g. 0be04bca0e5e4ecfbd97ca2e1f94d78a
const HEX32 = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;

/** The text with ids that are long random numbers replaced by what they are: `<uuid>`, `<sha1>`, `<id>` (32 hexadecimal digits). */
export function collapseIds(text: string): string {
  return text.replace(UUID, "<uuid>").replace(SHA1, "<sha1>").replace(HEX32, "<id>");
}
