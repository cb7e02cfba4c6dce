import type { ParserContext, SourceFacts } from "../parser.ts";
import { isAccessLogger } from "./access.ts";
import type { Fields, Layout } from "./fields.ts";
import { serviceOfLogger, serviceOfPath, serviceOfUri } from "./service.ts";

/** What is known of one logger name, looked up once. */
export interface Logger {
  readonly service: string | undefined;
  readonly access: boolean;
  votes: number;
}

/** Gathers what the whole source turns out to be. */
export interface Facts {
  readonly count: (fields: Fields) => void;
  /** Counts a record of the default layout without anything around it. */
  readonly countPlain: (debug: boolean, contextParts: number) => void;
  readonly logger: (name: string) => Logger;
  readonly saysService: (name: string) => void;
  readonly saysHost: (name: string) => void;
  readonly saysRelease: (fingerprint: string) => void;
  readonly answers: (uri: string) => void;
  readonly served: (uri: string, layout: Layout) => void;
  readonly close: () => SourceFacts;
  /** How often records spoke for each service. */
  readonly votes: ReadonlyMap<string, number>;
}

const LOGGER_LIMIT = 4096;

/** `before`: the votes of the files before in a rotation set. */
export function openFacts(context: ParserContext, before: ReadonlyMap<string, number>): Facts {
  const loggers = new Map<string, Logger>();
  const layouts = new Map<Layout, number>();
  const named = new Set<string>();
  const talking = new Set<string>();
  const hosts = new Set<string>();
  const wrapperHosts = new Set<string>();
  const releases = new Set<string>();
  const votes = new Map(before);
  let records = 0;
  let debug = false;
  let namedRecords = 0;

  const vote = (service: string | undefined, weight: number): void => {
    if (service !== undefined && (votes.size < LOGGER_LIMIT || votes.has(service))) votes.set(service, (votes.get(service) ?? 0) + weight);
  };

  const answers = (uri: string): void => {
    vote(serviceOfUri(uri), 1);
  };

  const countPlain = (isDebug: boolean, contextParts: number): void => {
    records++;
    debug ||= isDebug;
    if (contextParts === 8) releases.add("oslo.log >= 4.8 (Zed or later)");
  };

  return {
    votes,
    countPlain,
    count: (fields) => {
      countPlain(fields.level === "DEBUG", fields.contextParts);
      if (fields.layout !== "default") layouts.set(fields.layout, (layouts.get(fields.layout) ?? 0) + 1);
      if (fields.service !== undefined && named.size < 16) named.add(fields.service);
      if (fields.service !== undefined) namedRecords++;
      if (fields.service !== undefined && fields.level === "DEBUG" && named.has(fields.service)) talking.add(fields.service);
      if (fields.host !== undefined && wrapperHosts.size < 16) wrapperHosts.add(fields.host);
    },
    logger: (name) => {
      let logger = loggers.get(name);
      if (logger === undefined) {
        logger = { service: serviceOfLogger(name), access: isAccessLogger(name), votes: 0 };
        if (loggers.size < LOGGER_LIMIT) loggers.set(name, logger);
      }
      return logger;
    },
    // What a service says of itself outweighs whose code it runs.
    saysService: (name) => {
      vote(name, 100_000);
    },
    saysHost: (name) => {
      if (hosts.size < 16) hosts.add(name);
    },
    saysRelease: (fingerprint) => {
      if (releases.size < 16) releases.add(fingerprint);
    },
    answers,
    served: (uri, layout) => {
      records++;
      answers(uri);
      if (layout !== "default") layouts.set(layout, (layouts.get(layout) ?? 0) + 1);
    },
    close: () => {
      for (const logger of loggers.values()) vote(logger.service, logger.votes);
      const hint = serviceOfPath(context.path);
      const service = named.size > 1 ? undefined : (namedRecords * 2 > records ? [...named][0] : undefined) ?? winner(votes, hint) ?? hint;
      const ownHosts = wrapperHosts.size > 0 ? wrapperHosts : hosts;
      return {
        service,
        services: named.size > 1 ? [...named].sort() : undefined,
        silent: named.size > 1 && debug ? [...named].filter((service) => !talking.has(service)).sort() : undefined,
        host: ownHosts.size === 1 ? [...ownHosts][0] : undefined,
        layout: layoutOf(layouts, records),
        records,
        hasDebug: records === 0 || layouts.get("uwsgi") === records ? undefined : debug,
        minWaitUs: undefined,
        minHoldUs: undefined,
        versions: [...releases].sort(),
      };
    },
  };
}

function winner(votes: ReadonlyMap<string, number>, hint: string | undefined): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const [service, count] of votes) {
    if (count > most || (count === most && service === hint)) {
      best = service;
      most = count;
    }
  }
  return best;
}

function layoutOf(layouts: ReadonlyMap<Layout, number>, records: number): Layout {
  let best: Layout = "default";
  let most = 0;
  let others = 0;
  for (const [layout, count] of layouts) {
    others += count;
    if (count > most) {
      most = count;
      best = layout;
    }
  }
  return most >= records - others ? best : "default";
}
