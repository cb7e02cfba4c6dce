import { createHash } from "node:crypto";
import { markup, verbatim, type Markup } from "../../lib/markup.ts";
import { textOf, type Sentence } from "../sentence.ts";
import { enhance } from "./enhance.ts";
import { inline } from "./inline.ts";
import { PAGE_STYLE } from "./page-style.ts";

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Markup;
}

export interface Page {
  /** What the page says, in one sentence. */
  readonly headline: Sentence;
  /** What it is of, above that. */
  readonly kicker: string;
  readonly sections: readonly Section[];
  readonly foot: Sentence;
  /** Drawn from by sections; stands before them. */
  readonly defs?: Markup;
}

const SCRIPT = `(${enhance.toString()})();`;

/** Nothing is loaded, and nothing runs but our own style and script: whatever a log smuggled in would stay text. */
const POLICY = `default-src 'none'; style-src ${hashOf(PAGE_STYLE)}; script-src ${hashOf(SCRIPT)}; img-src data:; base-uri 'none'; form-action 'none'`;

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** One file that needs no other. */
export function pageOf({ headline, kicker, sections, foot, defs }: Page): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${verbatim(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${textOf(headline)}</title>
<style>${verbatim(PAGE_STYLE)}</style>
</head>
<body>
<header>
<p class="kicker">${kicker}</p>
<h1>${inline(headline)}</h1>
${sections.length < 2 ? undefined : markup`<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`}
</header>
<main>
${defs}${sections.map(({ id, title, content }) => markup`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${title}</h2>
${content}
</section>
`)}</main>
<footer><p>${inline(foot)}</p></footer>
<script>${verbatim(SCRIPT)}</script>
</body>
</html>
`.markup;
}
