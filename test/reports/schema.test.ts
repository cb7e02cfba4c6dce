import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { jsonFormat } from "../../src/reports/json/json.ts";
import { exampleExplanation, inferredExplanation } from "../support/example-explanation.ts";
import { exampleComparison } from "../support/example-comparison.ts";
import { emptyReport, exampleReport, locksOnlyReport } from "../support/example-report.ts";
import { objections, validatorOf } from "../support/schemas.ts";

interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const schema = JSON.parse(readFileSync("report.schema.json", "utf8")) as Schema;
const validate = validatorOf("report");

type Path = readonly (string | number)[];

/** Every object inside the value, with the part of the schema that describes it. */
function* objectsOf(value: unknown, part: Schema, path: Path = []): Generator<{ path: Path; keys: string[]; part: Schema }> {
  const described = resolve(part);
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) yield* objectsOf(each, described.items ?? {}, [...path, index]);
  } else if (typeof value === "object" && value !== null) {
    yield { path, keys: Object.keys(value), part: described };
    for (const [key, each] of Object.entries(value)) yield* objectsOf(each, described.properties?.[key] ?? {}, [...path, key]);
  }
}

function resolve(part: Schema): Schema {
  const named = part.$ref === undefined ? part : schema.$defs?.[part.$ref.replace("#/$defs/", "")];
  if (named === undefined) throw new Error(`no definition for ${part.$ref}`);
  const [first] = named.anyOf ?? [];
  return first === undefined ? named : resolve(first);
}

function without(value: unknown, path: Path): unknown {
  const copy = structuredClone(value);
  let at: unknown = copy;
  for (const key of path.slice(0, -1)) at = (at as Record<string | number, unknown>)[key];
  Reflect.deleteProperty(at as object, path.at(-1) ?? "");
  return copy;
}

describe("report.schema.json", () => {
  for (const [name, report] of [["the example", exampleReport], ["an empty report", emptyReport], ["a report of locks only", locksOnlyReport]] as const) {
    it(`accepts ${name} as written`, () => {
      validate(JSON.parse([...jsonFormat.rank(report)].join("")));
      expect(validate.errors).toBeNull();
    });
  }

  it("requires every property that it names, everywhere", () => {
    for (const part of [schema, ...Object.values(schema.$defs ?? {})]) {
      const described = resolve(part);
      expect(described.required).toEqual(described.properties === undefined ? undefined : Object.keys(described.properties));
    }
  });

  it("names the properties of the report in its order", () => {
    for (const { path, keys, part } of objectsOf(exampleReport, schema)) {
      expect(keys, path.join(".")).toEqual(part.required);
    }
  });

  it("is exercised by the example in every definition", () => {
    const seen = new Set([...objectsOf(exampleReport, schema)].map(({ part }) => part));
    const objects = Object.entries(schema.$defs ?? {}).filter(([, part]) => part.properties !== undefined);
    expect(objects.filter(([, part]) => !seen.has(part)).map(([name]) => name)).toEqual([]);
  });

  it("refuses a report that lacks any one property", () => {
    const paths = new Map<string, Path>();
    for (const { path, keys } of objectsOf(exampleReport, schema)) {
      // One of each kind of place is enough: instances.0.id stands for instances.1.id.
      for (const key of keys) {
        const place = [...path, key];
        const kind = place.map((each) => (typeof each === "number" ? "*" : each)).join(".");
        if (!paths.has(kind)) paths.set(kind, place);
      }
    }
    expect(paths.size).toBeGreaterThan(150);
    expect([...paths.values()].filter((path) => validate(without(exampleReport, path)))).toEqual([]);
  });

  it("refuses a property it does not name", () => {
    expect(validate({ ...exampleReport, run: { ...exampleReport.run, colour: "red" } })).toBe(false);
  });

  it("refuses fractions of a microsecond", () => {
    expect(validate({ ...exampleReport, run: { ...exampleReport.run, makespanUs: 1.5 } })).toBe(false);
  });
});

describe("explanation.schema.json", () => {
  const ofExplanation = validatorOf("explanation");

  it.each([["a lock", exampleExplanation], ["a queue no line names", inferredExplanation]] as const)("accepts the explanation of %s", (_, explanation) => {
    expect(objections(ofExplanation, explanation)).toEqual([]);
  });

  it.each(["schemaVersion", "tool", "hotspot", "parts", "waits", "unlisted", "unknownWaits"])("refuses one without %s", (key) => {
    expect(objections(ofExplanation, without(exampleExplanation, [key]) as object)).toHaveLength(1);
  });

  it("refuses a wait that does not say how its length is known", () => {
    expect(objections(ofExplanation, without(exampleExplanation, ["waits", 0, "how"]) as object)).toHaveLength(1);
  });
});

describe("scaling.schema.json", () => {
  const ofScaling = validatorOf("scaling");
  const usl = { sigma: 0.08, kappa: 0.002, lambda: 0.2, r2: 1, residuals: [0, 0.1], peakN: 21 };
  const fitted = { schemaVersion: 1, tool: { version: "1.0.0" }, runs: [{ path: "boot-5", n: 5, makespanUs: 12_000_000, perInstanceUs: 560_000 }], usl, reason: null, notes: [] };

  it.each([["a law fitted", fitted], ["a law whose throughput never falls", { ...fitted, usl: { ...usl, peakN: null } }], ["none, and why", { ...fitted, usl: null, reason: "too few runs", notes: ["The runs are of different releases."] }]])("accepts %s", (_, answer) => {
    expect(objections(ofScaling, answer)).toEqual([]);
  });

  it.each([...Object.keys(fitted).map((key) => [key]), ...Object.keys(usl).map((key) => ["usl", key]), ["runs", 0, "path"]])("refuses one without %s %s %s", (...path) => {
    expect(objections(ofScaling, without(fitted, path) as object)).not.toEqual([]);
  });
});

describe("comparison.schema.json", () => {
  const ofComparison = validatorOf("comparison");

  it("accepts a comparison", () => {
    expect(objections(ofComparison, exampleComparison)).toEqual([]);
  });

  it.each(Object.keys(exampleComparison))("refuses one without %s", (key) => {
    expect(objections(ofComparison, without(exampleComparison, [key]) as object)).toHaveLength(1);
  });

  it.each([["share"], ["judgement"], ["runsToTell"]])("refuses a change without its %s", (key) => {
    expect(objections(ofComparison, without(exampleComparison, ["makespan", key]) as object)).toHaveLength(1);
  });
});
