import { osloLog } from "../../../src/parsers/oslo-log/oslo-log.ts";
import { describeSamples } from "../../support/parser-samples.ts";

describeSamples(osloLog);
