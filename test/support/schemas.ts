import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

const shipped = (name: string): object => JSON.parse(readFileSync(`${name}.schema.json`, "utf8")) as object;

/** What a shipped schema, strictly read, says to an answer. */
export function validatorOf(name: "report" | "explanation" | "what-if" | "comparison" | "scaling"): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  if (name !== "report") ajv.addSchema(shipped("report"));
  return ajv.compile(shipped(name));
}

/** Objections to an answer as JSON would carry it; empty where it fits. */
export function objections(validate: ValidateFunction, answer: object): readonly string[] {
  validate(JSON.parse(JSON.stringify(answer)));
  return (validate.errors ?? []).slice(0, 3).map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
}
