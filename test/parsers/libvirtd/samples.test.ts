import { libvirtd } from "../../../src/parsers/libvirtd/libvirtd.ts";
import { describeSamples } from "../../support/parser-samples.ts";

describeSamples(libvirtd);
