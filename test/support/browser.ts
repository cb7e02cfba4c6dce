import { existsSync } from "node:fs";

/** Where Debian and others put Chromium; CHROMIUM names another place. */
const PLACES = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser that tests run in; undefined: none is installed, and they are skipped. */
export const chromiumPath = PLACES.find((place) => place !== undefined && existsSync(place));

/** What stands beside the tests that need it. */
export const browserNote = chromiumPath === undefined ? "SKIPPED: no Chromium is installed (apt-get install chromium, or CHROMIUM=/path/to/it)" : "in Chromium";
