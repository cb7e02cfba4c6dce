import type { Place } from "../model/trace.ts";

/** The same shape with places where the report has quoted lines. */
export type Quoteless<T> = T extends readonly (infer Item)[]
  ? readonly Quoteless<Item>[]
  : T extends { readonly evidence: unknown }
    ? { readonly [Key in keyof T]: Key extends "evidence" ? readonly Place[] : Quoteless<T[Key]> }
    : T extends object
      ? { readonly [Key in keyof T]: Quoteless<T[Key]> }
      : T;
