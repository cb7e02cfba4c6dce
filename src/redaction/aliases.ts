/** One alias for each original, and no two originals with one alias. */
export interface Aliases {
  /** The alias of an original, made when it is first asked for. `make` gets the number of its kind, from 1. */
  readonly of: (original: string, kind: string, make: (number: number) => string) => string;
  readonly find: (original: string) => string | undefined;
  /** Alias to original, in order of their making. */
  readonly key: () => ReadonlyMap<string, string>;
}

/** `originals`: what must not be an alias, since it means something else. */
export function openAliases(originals: ReadonlySet<string>): Aliases {
  const byOriginal = new Map<string, string>();
  const byAlias = new Map<string, string>();
  const counts = new Map<string, number>();
  return {
    of: (original, kind, make) => {
      const known = byOriginal.get(original);
      if (known !== undefined) return known;
      let alias: string;
      do {
        const number = (counts.get(kind) ?? 0) + 1;
        counts.set(kind, number);
        alias = make(number);
      } while (byAlias.has(alias) || originals.has(alias));
      byOriginal.set(original, alias);
      byAlias.set(alias, original);
      return alias;
    },
    find: (original) => byOriginal.get(original),
    key: () => byAlias,
  };
}

/** A, B, …, Z, AA, AB, … */
export function lettersOf(number: number): string {
  const rest = Math.floor((number - 1) / 26);
  return `${rest === 0 ? "" : lettersOf(rest)}${String.fromCharCode(65 + ((number - 1) % 26))}`;
}
