/** What a proof watches for (arena.md §6). */
export type ProofKind =
  | 'prototype_pollution'
  | 'path_resolution'
  | 'redos'
  | 'injection_escape'
  | 'parser_acceptance'
  | 'deserialisation'
  | 'other';

/** Languages that proofs are written in. */
export type ProofLanguage = 'node' | 'python';

/**
 * A small benign regression check: it calls the flawed function inside the sandbox with harmless input and says what it saw
 * (arena.md §6). It opens no socket, starts no process and touches no file outside of its temporary folder.
 *
 * In `node` the source is a CommonJS module whose export is called with the tools of `harness/node.ts`; in `python` it defines
 * `proof(tools)`, with the tools of `harness/python.ts`. Both return whether the faulty behaviour was `reproduced`, and whether
 * the function still `answers` a benign call.
 */
export interface Proof {
  /** `prf_` and its name. */
  readonly id: string;
  /** Ids of the flaw, `CVE-…` or `GHSA-…`: it fits a target whose alias group holds one of them. Never words out of an id. */
  readonly ids: readonly string[];
  /** Name in the spelling of the ecosystem. */
  readonly package: string;
  /** OSV spelling. */
  readonly ecosystem: string;
  readonly language: ProofLanguage;
  /** Python: modules that the package provides; the proof may import these and some of the standard library. */
  readonly modules?: readonly string[];
  readonly kind: ProofKind;
  /** What it does and what it sees, one sentence for a reviewer. */
  readonly describes: string;
  readonly source: string;
  /** At most 30,000. */
  readonly timeoutMs: number;
  /** A version that shows the flaw and one that does not, on which the proof itself is tried. */
  readonly shownOn?: { readonly vulnerable: string; readonly fixed: string };
  /** Further packages that the function needs beside its own dependencies, `name` → version. */
  readonly alongside?: Readonly<Record<string, string>>;
  /** `operator`: from a folder of the operator's; it runs only once a second person has reviewed it. */
  readonly origin: 'product' | 'operator';
  readonly author: string;
  readonly reviewedBy?: string;
  readonly licence: string;
  /** SHA-256 of `source`, in hex. */
  readonly digest: string;
}
