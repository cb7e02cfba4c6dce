import { servePieces } from "./input/serve-pieces.ts";
import { findSieve } from "./parsers/find-sieve.ts";

/** Entry of the threads that read pieces of logs for the main one. */
servePieces(findSieve);
