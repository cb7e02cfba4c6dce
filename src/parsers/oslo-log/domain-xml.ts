import type { Identity, RecordHead } from "../../model/event.ts";

/** Collects, from the lines of a domain's XML that nova logs, who is who. */
export interface XmlNames {
  uuid: string | undefined;
  domain: string | undefined;
  name: string | undefined;
  lines: number;
}

export interface DomainXml extends XmlNames {
  readonly head: RecordHead;
}

/** An XML dump longer than this is not read further, lines: what matters is at its top. */
const LINE_LIMIT = 60;

/** Messages that are followed by the domain's XML. */
export const xmlStarts = ["End _get_guest_xml ", "End to_xml "] as const;

export function beginsXml(text: string): boolean {
  return xmlStarts.some((start) => text.startsWith(start));
}

export function openDomainXml(head: RecordHead, text: string): DomainXml {
  return { head, ...openXmlNames(text) };
}

/** `text`: the message that the XML begins in. */
export function openXmlNames(text: string): XmlNames {
  const xml: XmlNames = { uuid: undefined, domain: undefined, name: undefined, lines: 0 };
  readXmlLine(xml, text.slice(text.indexOf("<domain")));
  return xml;
}

/** False: nothing more is to be learnt from the lines that follow. */
export function readXmlLine(xml: XmlNames, line: string): boolean {
  xml.uuid ??= inside(line, "uuid");
  xml.domain ??= inside(line, "name");
  xml.name ??= inside(line, "nova:name");
  xml.lines++;
  return xml.lines < LINE_LIMIT && (xml.uuid === undefined || xml.domain === undefined || xml.name === undefined) && !line.includes("</domain>");
}

function inside(line: string, tag: string): string | undefined {
  const open = line.indexOf(`<${tag}>`);
  const from = open + tag.length + 2;
  const close = open < 0 ? -1 : line.indexOf("<", from);
  return close < 0 ? undefined : unescapeXml(line.slice(from, close));
}

function unescapeXml(text: string): string {
  return text.includes("&") ? text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&") : text;
}

export function identityOf(xml: DomainXml): Identity | undefined {
  if (xml.domain === undefined && xml.uuid === undefined) return undefined;
  return {
    kind: "identity",
    head: xml.head,
    instanceId: xml.uuid,
    instanceName: xml.name,
    domain: xml.domain,
    portId: undefined,
    requestId: undefined,
    tid: undefined,
    qemuPid: undefined,
    node: undefined,
  };
}
