/**
 * Colours for both schemes, after Okabe and Ito's set, which people with any colour vision can tell apart; darkened or lightened until each
 * shape has a contrast of 3:1 and each text of 4.5:1 against its ground (WCAG 2.1, 1.4.3 and 1.4.11; test/charts holds them to it).
 */
export interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly muted: string;
  /** Lines that only help the eye: no shape one has to see. */
  readonly rule: string;
  readonly create: string;
  readonly ping: string;
  readonly ssh: string;
  readonly delete: string;
  readonly wait: string;
  readonly unexplained: string;
  readonly admission: string;
  readonly network: string;
  readonly image: string;
  readonly guest: string;
  readonly reach: string;
}

export const LIGHT: Palette = {
  ground: "#ffffff", ink: "#1c2226", muted: "#5a646b", rule: "#dfe3e6",
  create: "#0072b2", ping: "#b07a00", ssh: "#008a63", delete: "#b4578f", wait: "#cf4f00", unexplained: "#7d868c",
  admission: "#3f8fc4", network: "#b07a00", image: "#008a63", guest: "#2f5d9b", reach: "#6b57c4",
};

export const DARK: Palette = {
  ground: "#15191c", ink: "#e8ecee", muted: "#a3adb3", rule: "#333b40",
  create: "#4aa3df", ping: "#e0a526", ssh: "#2fb88c", delete: "#d98bb9", wait: "#ff8a3d", unexplained: "#8b959b",
  admission: "#7cc0ee", network: "#e0a526", image: "#2fb88c", guest: "#6f9be0", reach: "#a394f0",
};

/** Rules of a style sheet that give each class of shapes its colour, in both schemes; on paper the light one. */
export const COLOUR_STYLE = `${rulesOf(LIGHT)}\n@media screen and (prefers-color-scheme: dark) {\n${rulesOf(DARK)}\n}`;

/** By rules rather than variables, which not every viewer of SVG knows. */
function rulesOf(palette: Palette): string {
  const { ground, ink, muted, rule, ...fills } = palette;
  return [
    `.ground{fill:${ground}} .ink{fill:${ink}} .muted{fill:${muted}} .rule{stroke:${rule}} .edge{stroke:${ground}} .stroke-ink{stroke:${ink}} .stroke-muted{stroke:${muted}} .stroke-wait{stroke:${palette.wait}}`,
    Object.entries(fills).map(([name, colour]) => `.f-${name}{fill:${colour}}`).join(" "),
  ].join("\n");
}
