import { atop } from "../../../src/parsers/atop/atop.ts";
import { describeSamples } from "../../support/parser-samples.ts";

describeSamples(atop);
