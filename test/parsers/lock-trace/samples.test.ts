import { lockTrace } from "../../../src/parsers/lock-trace/lock-trace.ts";
import { describeSamples } from "../../support/parser-samples.ts";

describeSamples(lockTrace);
