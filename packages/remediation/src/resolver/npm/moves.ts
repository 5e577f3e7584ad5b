/** A changed requirement in a manifest of the project. */
export interface RangeMove {
  /** Path of the project node; empty for the root. */
  readonly project: string;
  readonly folder: string;
  readonly from: string;
  readonly to: string;
}

/** A new rule under `overrides`, limited to one parent where the manager can say so. */
export interface OverrideMove {
  readonly parent?: string;
  /** Range of the parent's versions for which it holds. */
  readonly parentRange?: string;
  readonly name: string;
  readonly version: string;
  /** What the parent asks for, where the rule is to hold for that requirement alone. */
  readonly keyRange?: string;
}

/** A node that is to move where all who ask for it agree, and what it may become, best first. */
export interface Wish {
  readonly name: string;
  readonly versions: readonly string[];
}

/** What is to be tried together. */
export interface Moves {
  readonly ranges: readonly RangeMove[];
  readonly overrides: readonly OverrideMove[];
  /** Text of a rule that stands there → its new value, or nothing where it goes. */
  readonly rules: ReadonlyMap<string, string | undefined>;
  /** By the path of the node. */
  readonly wishes: ReadonlyMap<string, Wish>;
  /** Package → the version to take for it wherever that fits, in the place of the one that would be chosen. */
  readonly picks: ReadonlyMap<string, string>;
}

/** Nothing moved. */
export const noMoves: Moves = { ranges: [], overrides: [], rules: new Map(), wishes: new Map(), picks: new Map() };

/** The moves with one more requirement changed; an older change of the same one is replaced. */
export function withRange(moves: Moves, move: RangeMove): Moves {
  const others = moves.ranges.filter(({ project, folder }) => project !== move.project || folder !== move.folder);
  return { ...moves, ranges: [...others, move] };
}

/** The moves with one more node to move; versions that were wished for before are narrowed. */
export function withWish(moves: Moves, path: string, name: string, versions: readonly string[]): Moves {
  const before = moves.wishes.get(path)?.versions;
  const both = before === undefined ? versions : versions.filter((each) => before.includes(each));
  const wish = { name, versions: both.length === 0 ? versions : both };
  return { ...moves, wishes: new Map([...moves.wishes, [path, wish]]) };
}

/** The moves with another version picked for a package that is needed by the change. */
export function withPick(moves: Moves, name: string, version: string): Moves {
  return { ...moves, picks: new Map([...moves.picks, [name, version]]) };
}

/** The versions that any copy of a package may become, best first; nothing where none is to move. */
export function wishedOf({ wishes }: Moves, name: string): readonly string[] | undefined {
  const all = [...wishes.values()].filter((wish) => wish.name === name).flatMap(({ versions }) => versions);
  return all.length === 0 ? undefined : [...new Set(all)];
}
