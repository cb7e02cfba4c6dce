import { describe, expect, it } from "vitest";
import { bitReader } from "../../src/lib/bit-reader.ts";

describe("bitReader", () => {
  it("reads the most significant bits first", () => {
    const bits = bitReader([Uint8Array.of(0b1010_0000)]);
    expect([bits.read(1), bits.read(3)]).toEqual([1, 0b010]);
  });

  it("reads across chunks", () => {
    const bits = bitReader([Uint8Array.of(0xab), Uint8Array.of(), Uint8Array.of(0xcd, 0xef)]);
    expect(bits.read(24)).toBe(0xabcdef);
  });

  it("shows bits without taking them", () => {
    const bits = bitReader([Uint8Array.of(0xab)]);
    expect([bits.peek(4), bits.peek(8), bits.read(8)]).toEqual([0xa, 0xab, 0xab]);
  });

  it("shows zeros beyond the end", () => {
    expect(bitReader([Uint8Array.of(0xff)]).peek(12)).toBe(0xff0);
  });

  it("throws when bits beyond the end are taken", () => {
    expect(() => bitReader([Uint8Array.of(0xff)]).read(9)).toThrow("unexpected end of data");
  });

  it("goes to the next byte border", () => {
    const bits = bitReader([Uint8Array.of(0xff, 0x12)]);
    bits.read(3);
    bits.align();
    expect(bits.read(8)).toBe(0x12);
  });

  it("knows its end", () => {
    const bits = bitReader([Uint8Array.of(0xff), Uint8Array.of()]);
    expect(bits.atEnd()).toBe(false);
    bits.read(8);
    expect(bits.atEnd()).toBe(true);
  });
});
