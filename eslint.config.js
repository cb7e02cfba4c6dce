import regexp from "eslint-plugin-regexp";
import tseslint from "typescript-eslint";

/** The folders of src/, each with the folders it may import from: data flows one way, siblings stay strangers. */
const mayImport = {
  model: ["model"],
  lib: ["lib"],
  input: ["input", "model", "lib"],
  parsers: ["parsers", "model", "lib"],
  linking: ["linking", "model", "lib"],
  analyses: ["analyses", "model", "lib"],
  remedies: ["remedies", "analyses", "model", "lib"],
  comparison: ["comparison", "model", "lib"],
  gate: ["gate", "model", "lib"],
  redaction: ["redaction", "model", "lib"],
  charts: ["charts", "model", "lib"],
  reports: ["reports", "charts", "model", "lib"],
};

const folders = Object.keys(mayImport);

const oneWay = folders.map((folder) => {
  const forbidden = [...folders, "commands"].filter((other) => !mayImport[folder].includes(other));
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ regex: `\\.\\./(${forbidden.join("|")})/`, message: `src/${folder} may import only: ${mayImport[folder].join(", ")}` }] },
      ],
    },
  };
});

/** A parser knows no other parser, a report no other report: only the shared interface beside them. */
const strangers = ["parsers", "reports", "analyses"].map((folder) => ({
  files: [`src/${folder}/*/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          { regex: `^\\.\\./[a-z-]+/`, message: `a folder of src/${folder} does not import its siblings` },
          { regex: `\\.\\./(${[...folders, "commands"].filter((other) => !mayImport[folder].includes(other)).join("|")})/` },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ["dist/", "build/", "coverage/", "samples/", "bench/.cache/"] },
  ...tseslint.configs.strict,
  regexp.configs["flat/recommended"],
  {
    rules: {
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-control-regex": "off",
      "no-console": "error",
      "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
      "regexp/no-super-linear-move": ["error", { report: "potential", ignoreSticky: false, ignorePartial: false }],
    },
  },
  ...oneWay,
  ...strangers,
  { files: ["bench/**"], rules: { "no-console": "off" } },
);
