import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

interface FoundExpression {
  /** `src/…/file.ts:12`, where it was found first. */
  readonly place: string;
  /** The literal as written, `/…/flags`. */
  readonly literal: string;
}

export interface FoundExpressions {
  /** Every different regular-expression literal. */
  readonly literals: readonly FoundExpression[];
  /** Calls of the constructor, as written: what they build cannot be read off. */
  readonly built: readonly string[];
}

/** Regular expressions of all TypeScript files below a folder, read off the syntax tree. */
export function regularExpressionsOf(folder: string): FoundExpressions {
  const literals = new Map<string, FoundExpression>();
  const built: string[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((each) => each.endsWith(".ts")).sort()) {
    const path = join(folder, name);
    const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2023, true);
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node) && !literals.has(node.text)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        literals.set(node.text, { place: `${path}:${(line + 1).toString()}`, literal: node.text });
      }
      if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === "RegExp") built.push(node.getText());
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { literals: [...literals.values()], built };
}
