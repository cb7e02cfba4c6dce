import type { DepartureFinder, StationFinder } from "../station.ts";
import { accessLines } from "./access-lines.ts";
import { answers } from "./answers.ts";
import { aroundScheduling } from "./around-scheduling.ts";
import { buildSlots } from "./build-slots.ts";
import { callsAndBuilds } from "./calls-and-builds.ts";
import { clientCalls } from "./client-calls.ts";
import { conductors } from "./conducting.ts";
import { createdPorts } from "./created-ports.ts";
import { domainSteps } from "./domain-steps.ts";
import { schedulers, scheduling } from "./scheduling.ts";

/** Every place known where work may queue unseen. */
export const stationFinders: readonly StationFinder[] = [buildSlots, callsAndBuilds, schedulers, conductors, aroundScheduling];

/** Places seen by their departures only; where one is also seen from inside, that counts. */
export const departureFinders: readonly DepartureFinder[] = [answers, clientCalls, scheduling, createdPorts, domainSteps, accessLines];
