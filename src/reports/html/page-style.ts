import { FIGURE_STYLE } from "../../charts/figure.ts";
import { COLOUR_STYLE, DARK, LIGHT, type Palette } from "../../charts/palette.ts";

function variablesOf({ ground, ink, muted, rule, create, wait }: Palette, panel: string): string {
  return `--ground:${ground};--ink:${ink};--muted:${muted};--rule:${rule};--link:${create};--wait:${wait};--panel:${panel}`;
}

/** The style sheet of every page. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;${variablesOf(LIGHT, "#f5f7f8")}}
@media screen and (prefers-color-scheme:dark){:root{${variablesOf(DARK, "#1d2327")}}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans","DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
header,main,footer{max-width:74rem;margin:0 auto;padding:0 1.5rem}
header{padding-top:2.5rem}
h1{font-size:1.6rem;line-height:1.3;font-weight:600;letter-spacing:-.01em;margin:0 0 .75rem;max-width:46rem;text-wrap:balance}
h2{font-size:1.15rem;font-weight:600;margin:0 0 .75rem}
h3{font-size:1rem;font-weight:600;margin:1.5rem 0 .5rem}
section{padding:1.75rem 0;border-top:1px solid var(--rule)}
.kicker{color:var(--muted);margin:0 0 .35rem;font-size:.85rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:0 0 1.25rem;padding:0;font-size:.9rem}
a{color:var(--link)}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
p{margin:0 0 .75rem;max-width:52rem;overflow-wrap:anywhere}
.note,figcaption,footer{color:var(--muted);font-size:.85rem}
footer{padding-top:1rem;padding-bottom:3rem}
code,pre{font:.88em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
code{overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.facts{margin:0;display:grid;gap:.3rem 1rem}
.facts div{display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:0 1rem}
.facts dt{color:var(--muted)}
.facts dd{margin:0;overflow-wrap:anywhere;max-width:56rem}
.scroll{overflow-x:auto;max-width:100%;background:linear-gradient(to right,var(--ground) 30%,transparent),linear-gradient(to left,var(--ground) 30%,transparent) 100% 0,linear-gradient(to right,var(--muted),transparent),linear-gradient(to left,var(--muted),transparent) 100% 0;background-size:2.5rem 100%,2.5rem 100%,.6rem 100%,.6rem 100%;background-repeat:no-repeat;background-attachment:local,local,scroll,scroll}
.drawing{display:block;max-width:100%;min-width:44rem;height:auto}
.faint{fill-opacity:.35}
.box{fill:var(--panel);stroke:var(--muted)}
.dots{fill:none;stroke-width:5;stroke-linecap:round}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;color:var(--muted);font-size:.85rem;padding:0 0 .4rem}
th,td{padding:.3rem .6rem;text-align:left;vertical-align:baseline;font-weight:400}
thead th{color:var(--muted);border-bottom:1px solid var(--muted);white-space:nowrap;font-size:.85rem}
tbody tr:first-child>*{border-top:1px solid var(--rule)}
tbody:first-of-type tr:first-child>*{border-top:0}
.right{text-align:right;white-space:nowrap}
tbody th{font-weight:600}
td.left:has(code){min-width:7rem}
td code,th code{overflow-wrap:break-word}
thead button{all:unset;cursor:pointer;padding:0 .1rem}
thead button:focus-visible{outline:2px solid var(--link)}
thead [aria-sort] button{color:var(--ink);font-weight:600}
[aria-sort=ascending] button::after{content:" ↑"}
[aria-sort=descending] button::after{content:" ↓"}
.more>td{padding-top:0;padding-bottom:.5rem}
summary{cursor:pointer;color:var(--muted);font-size:.88rem;overflow-wrap:anywhere}
summary:hover{color:var(--ink)}
.detail{background:var(--panel);border-radius:6px;padding:1rem 1.1rem;margin:.5rem 0 .75rem}
.advice{border-left:3px solid var(--link);padding-left:.9rem;margin:1rem 0}
.advice p{margin-bottom:.35rem}
.evidence{margin:.75rem 0 0}
pre{margin:.2rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere;background:var(--panel);padding:.5rem .7rem;border-radius:4px}
.detail pre{background:var(--ground)}
.fixes{margin:0 0 .75rem;padding-left:1.4rem;max-width:56rem;display:grid;gap:.3rem}
.told,.caveats{padding-left:1.1rem;margin:.5rem 0;max-width:56rem}
.caveats li{margin-bottom:.4rem;overflow-wrap:anywhere}
.caveats .note{display:block}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;padding:0;margin:0 0 .75rem;font-size:.85rem}
.legend svg{vertical-align:-1px;margin-right:.4rem;overflow:hidden;border-radius:2px}
.controls{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin-bottom:.75rem;font-size:.85rem}
.controls[hidden]{display:none}
.controls label{color:var(--muted)}
.controls .note{flex-basis:100%;margin:0}
.controls input,.controls select,.zoom button{font:inherit;color:var(--ink);background:var(--ground);border:1px solid var(--muted);border-radius:5px;padding:.25rem .5rem;min-height:2rem}
.controls input{width:11rem}
.controls select{max-width:16rem}
.zoom button{min-width:2rem;cursor:pointer}
.zoom button+button{margin-left:.25rem}
.gantt{position:relative;padding-top:20px}
.grid{position:absolute;inset:0 0 0 10rem;width:calc(100% - 10rem);height:100%;pointer-events:none;overflow:hidden}
.grid text{font-size:11px}
.rows{list-style:none;margin:0;padding:0;position:relative}
.row,.group>summary{display:grid;grid-template-columns:10rem minmax(0,1fr);align-items:center;min-height:19px}
.row[hidden],.group[hidden]{display:none}
.name{font:inherit;font-size:.82rem;color:var(--ink);text-align:left;background:none;border:0;padding:0 .75rem 0 0;margin:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
button.name{cursor:pointer}
.group>summary{list-style:none}
.group>summary .name::before{content:"▸ "}
.group[open]>summary .name::before{content:"▾ "}
.bar{display:block;width:100%;height:14px;overflow:hidden}
.dimmed .bar path:not(.chosen,.mark){opacity:.22}
.chosen{fill:var(--wait)}
.mark{fill:none;stroke:var(--ink);stroke-width:2;vector-effect:non-scaling-stroke}
#tip{position:fixed;z-index:2;margin:0;max-width:min(30rem,92vw);background:var(--ink);color:var(--ground);border-radius:6px;padding:.45rem .65rem;font-size:.82rem;line-height:1.4;pointer-events:none}
#tip[hidden]{display:none}
#tip span{display:block;overflow-wrap:anywhere}
#tip span:first-child{font-weight:600}
.all{margin-top:1rem}
.defs{position:absolute}
@media screen and (max-width:48rem){
header,main,footer{padding-left:1rem;padding-right:1rem}
header{padding-top:1.25rem}
h1{font-size:1.25rem}
.extra{display:none}
.facts div{grid-template-columns:1fr}
.row,.group>summary{grid-template-columns:5.5rem minmax(0,1fr)}
.grid{inset:0 0 0 5.5rem;width:calc(100% - 5.5rem)}
th,td{padding:.3rem .35rem}
}
@media print{
body{font-size:10pt}
header,main,footer{max-width:none;padding:0}
nav,.controls,#tip,.all,.extra{display:none}
section{break-inside:auto}
.drawing,.gantt .row,tbody,.advice,.evidence{break-inside:avoid}
.drawing{min-width:0}
.scroll{overflow:visible}
a{color:inherit;text-decoration:none}
*{print-color-adjust:exact}
}
${COLOUR_STYLE}
${FIGURE_STYLE}
`;
