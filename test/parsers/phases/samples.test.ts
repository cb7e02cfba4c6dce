import { phases } from "../../../src/parsers/phases/phases.ts";
import { describeSamples } from "../../support/parser-samples.ts";

describeSamples(phases);
