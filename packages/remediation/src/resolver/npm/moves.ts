/** A changed requirement in a manifest of the project. */
export interface RangeMove {
  /** Path of the project node; empty for the root. */
  readonly project: string;
  readonly folder: string;
  readonly from: string;
  readonly to: string;
}

/** A new rule under `overrides`, limited to one parent. */
export interface OverrideMove {
  readonly parent: string;
  /** Range of the parent's versions for which it holds. */
  readonly parentRange: string;
  readonly name: string;
  readonly version: string;
}

/** What is to be tried together. */
export interface Moves {
  readonly ranges: readonly RangeMove[];
  readonly overrides: readonly OverrideMove[];
  /** Paths of nodes that are to move where all who ask for them agree. */
  readonly wishes: readonly string[];
  /** Package → versions to choose among, best first. */
  readonly good: ReadonlyMap<string, readonly string[]>;
}

/** Nothing moved. */
export const noMoves: Moves = { ranges: [], overrides: [], wishes: [], good: new Map() };

/** The moves with one more requirement changed; an older change of the same one is replaced. */
export function withRange(moves: Moves, move: RangeMove): Moves {
  const others = moves.ranges.filter(({ project, folder }) => project !== move.project || folder !== move.folder);
  return { ...moves, ranges: [...others, move] };
}

/** The moves with one more node to move, and what its package may become; versions that were set before are narrowed. */
export function withWish(moves: Moves, path: string, name: string, versions: readonly string[]): Moves {
  const before = moves.good.get(name);
  const both = before === undefined ? versions : versions.filter((each) => before.includes(each));
  return {
    ...moves,
    wishes: moves.wishes.includes(path) ? moves.wishes : [...moves.wishes, path],
    good: new Map([...moves.good, [name, both.length === 0 ? versions : both]]),
  };
}
