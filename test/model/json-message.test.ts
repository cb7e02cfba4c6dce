import { describe, expect, it } from "vitest";
import { jsonMessageIn } from "../../src/model/json-message.ts";

describe("the message in a line of JSON", () => {
  it.each([
    ["docker", String.raw`{"log": "a \"PUT /v2.0\"\n", "stream": "stdout"}`, 'a "PUT /v2.0"\n'],
    ["journal", '{"__CURSOR":"s=1","_PID":"7","MESSAGE":"a","PRIORITY":"6"}', "a"],
    ["journal, bytes", '{"_PID":"7","MESSAGE":[195,169,10,98],"PRIORITY":"6"}', "é\nb"],
    ["filebeat", String.raw`{"@timestamp":"2026-11-22T15:00:01.250Z","error":{"message":"b"},"log":{"offset":0,"line":"c"},"message":"a\tb\u00e9\\n"}`, "a\tbé\\n"],
    ["loki", '{"labels":{"log":"b","job":"nova"},"line":"a","timestamp":"2026-11-22T15:00:01Z"}', "a"],
    ["kubevirt", '{"component":"virt-launcher","level":"info","msg":"a","pos":"f:1"}', "a"],
    ["a formatter's, among containers", 'nova-compute-x7k2p nova-compute {"args":["message","b"],"message":"a"}', "a"],
    ["a runtime's head", '2025-05-14T15:07:08.229123456+00:00 stderr F {"message":"a"}', "a"],
    ["a quote of the end", '…"MESSAGE":"a","_PID":"7"}', "a"],
  ])("is decoded: %s", (_, line, text) => {
    expect(jsonMessageIn(line)?.text).toBe(text);
  });

  it.each([
    '2026-11-22 15:02:53.227 1 INFO {"message":"a"}',
    'Action: "create" {"message":"a"}',
    '{"exchange":{"message":"a"},"key":["log","a"]}',
    '{"log":{"offset":0}}',
    '{"a":"message","b":"c"}',
    "{",
    "",
  ])("is not what others tell in JSON: %s", (line) => {
    expect(jsonMessageIn(line)).toBeUndefined();
  });

  it("goes as far as the line, wherever that is cut", () => {
    const line = String.raw`{"PID":"7","MESSAGE":"a \"b\" \u00e9\\`;
    const whole = 'a "b" é\\';
    const texts = Array.from({ length: line.length + 1 }, (_, length) => jsonMessageIn(line.slice(0, length))?.text);
    expect(texts.at(-1)).toBe(whole);
    expect(texts.filter((text) => text !== undefined && !whole.startsWith(text))).toEqual([]);
    expect(texts.filter((text) => text !== undefined)).toHaveLength(line.length - line.indexOf('"a ') );
  });
});
