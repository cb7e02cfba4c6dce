// e.g. https://bugs.launchpad.net/nova/+bug/1
const PLAIN_URL = /^https?:\/\/[\w./:#?=&%+~-]+$/;

/** Whether a text is the address of a page, with nothing in it that would have to be escaped to be a link. */
export function isWebAddress(text: string): boolean {
  return PLAIN_URL.test(text);
}
