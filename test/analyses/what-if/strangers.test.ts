import { describe, expect, it } from "vitest";
import type { Acquisition } from "../../../src/model/trace.ts";
import { askingOfStrangers } from "../../../src/analyses/what-if/strangers.ts";
import { actor, bootOf, life } from "../../support/traces.ts";

const workers = { resource: "service", resourceClass: "neutron-server workers", form: "inferred", identity: "w" } as const;
const ofBoot = (askedMs: number, servedMs: number, boot: number): Acquisition => life(askedMs, servedMs, servedMs + 100, { ...workers, actor: bootOf(boot, { service: "neutron-server" }) });
const ofStranger = (servedMs: number): Acquisition => life(servedMs, servedMs, servedMs + 100, { ...workers, actor: actor({ service: "neutron-server", role: "background" }) });

describe("a request of which only the answer is logged", () => {
  it("was sent between the two whose turns came before and after its own, where these had waited", () => {
    const stranger = ofStranger(600);
    expect([...askingOfStrangers([ofBoot(100, 500, 0), stranger, ofBoot(300, 700, 1)])]).toEqual([[stranger, 200_000]]);
  });

  it("came as it was served where one of its neighbours had not waited", () => {
    expect(askingOfStrangers([ofBoot(500, 500, 0), ofStranger(600), ofBoot(300, 700, 1)]).size).toBe(0);
    expect(askingOfStrangers([ofBoot(100, 500, 0), ofStranger(600)]).size).toBe(0);
  });

  it("was sent between two that brought events, of which boots tell since when they waited", () => {
    const stranger = ofStranger(600);
    const bringing = [ofBoot(500, 500, 0), ofBoot(700, 700, 1)].map((passage, index) => ({ identity: "w", requestUs: 100_000 + index * 200_000, acquiredUs: passage.acquiredUs ?? 0, releasedUs: passage.releasedUs ?? 0, passage }));
    expect([...askingOfStrangers([...bringing.map(({ passage }) => passage), stranger], bringing)]).toEqual([[stranger, 200_000]]);
  });

  it("is judged by those of its own pool alone, and not where its wait is told", () => {
    const told = life(550, 600, 700, { ...workers, actor: actor({ service: "neutron-server", role: "background" }) });
    const elsewhere = { ...ofStranger(600), identity: "another" };
    expect(askingOfStrangers([ofBoot(100, 500, 0), told, elsewhere, ofBoot(300, 700, 1)]).size).toBe(0);
  });
});
