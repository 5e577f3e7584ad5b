import type { Result } from '@maximus/kernel';
import type { VersionScheme } from '@maximus/versions';
import type { VersionMetadata } from '../../registries/types.ts';
import type { Blockage } from '../blockage.ts';
import type { FileChange } from '../types.ts';

/** What a locked package asks for. */
export interface Ask {
  readonly name: string;
  /** Absent where the lock file does not repeat it: then the registry is asked. */
  readonly requirement?: string;
  /** The pin that answers, where the lock file says. */
  readonly to?: string;
  /** Under a condition, so that it may be without an answer. */
  readonly optional?: true;
}

/** One locked package. */
export interface Pin {
  /** Unique; `name@version`, or the name alone where there is one version of each. */
  readonly key: string;
  readonly name: string;
  readonly version: string;
  readonly asks: readonly Ask[];
  /** Set where it does not come from a registry: where it comes from. */
  readonly foreign?: string;
  /** The rule of the project that fixes its version, as shown. */
  readonly rule?: string;
}

/** A requirement that the project's own files state. */
export interface OwnAsk {
  /** Unique in the project; its writer finds the place by it. */
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly requirement: string;
  /** The pin that answers, where it is known. */
  readonly to?: string;
}

/** What a candidate changes in the project's own words. */
export interface OwnChanges {
  /** By the id of the requirement. */
  readonly requirements: ReadonlyMap<string, string>;
  /** Rules that pin a package for everybody who asks: name → version. */
  readonly overrides: ReadonlyMap<string, string>;
  /** Every pin that moves, by its key before: its version after. */
  readonly moved: ReadonlyMap<string, string>;
  /** Packages that come in: name → version. */
  readonly added: ReadonlyMap<string, string>;
}

/** The rules of an ecosystem whose lock file is a set of pins. */
export interface Dialect {
  readonly ecosystem: string;
  readonly scheme: VersionScheme;
  /** The pin's key for a version of a package. */
  keyOf(name: string, version: string): string;
  /** Versions of one line exclude each other; of different lines they may stand side by side. */
  lineOf(version: string): string;
  takes(requirement: string, version: string): boolean;
  /** As `takes`, for the project's own files where these fix a version. */
  ownTakes?(requirement: string, version: string): boolean;
  /** A requirement for a version in the style of the one that stood there; nothing where that cannot be said. */
  restyle(requirement: string, version: string): string | undefined;
  /** The version that a requirement brings, where the tool does not choose. */
  exact?(requirement: string): string | undefined;
  /** What stands against a version beside advisories and age: no archive that can be used, another runtime. */
  refuse?(name: string, meta: VersionMetadata): Blockage | undefined;
  /** Whether `refuse` needs what only the details of a version tell. */
  readonly needsDetails?: boolean;
  /** Whether the pins name all edges, so that what nobody reaches is dropped. */
  readonly knowsGraph: boolean;
  /** Whether new packages come in for certain; else only the tool knows which of them are needed. */
  readonly knowsAdditions: boolean;
  /** Whether a rule can pin a package for everybody who asks. */
  readonly overrides: boolean;
}

/** A project as the model sees it. */
export interface PinnedProject {
  readonly dialect: Dialect;
  readonly pins: ReadonlyMap<string, Pin>;
  readonly own: readonly OwnAsk[];
  /** Keys of pins that have their version from one place, and so move together. */
  readonly together?: ReadonlyMap<string, readonly string[]>;
  /** The pins that moves lead to, where the ecosystem chooses anew from the roots each time. */
  resolve?(moves: PinMoves): Promise<{
    readonly pins: ReadonlyMap<string, Pin>;
    readonly problems: readonly Blockage[];
  }>;
  /** New texts of manifests, and the prepared lock file. */
  write(changes: OwnChanges): Result<readonly FileChange[]> | Promise<Result<readonly FileChange[]>>;
}

/** What is to be tried together. */
export interface PinMoves {
  /** Key before → version after. */
  readonly pins: ReadonlyMap<string, string>;
  readonly own: ReadonlyMap<string, string>;
  readonly overrides: ReadonlyMap<string, string>;
}

/** Nothing moved. */
export const noPinMoves: PinMoves = { pins: new Map(), own: new Map(), overrides: new Map() };
