/** What a proof watches for (arena.md §6). */
export type ProofKind =
  | 'prototype_pollution'
  | 'path_resolution'
  | 'redos'
  | 'injection_escape'
  | 'parser_acceptance'
  | 'deserialisation'
  | 'other';

/** Languages that proofs are written in; the file's ending in parentheses: `node` (`.cjs`), `python` (`.py`). */
export type ProofLanguage = 'node' | 'python';

/**
 * A small benign regression check: calls the flawed function with harmless input inside the sandbox and says what it saw
 * (arena.md §6). Its program gets no argument, opens no socket, starts no process and writes below its temporary folder only;
 * its last line of output is one JSON object `{"reproduced": boolean, "answers": boolean, "note"?: string}`: whether the faulty
 * behaviour showed, and whether the function still answers a benign call.
 */
export interface Proof {
  /** `prf_` and the folder's name in snake case. */
  readonly id: string;
  /** Any id of the alias group: `CVE-…` or `GHSA-…`; compared against all ids of the group that a plan targets. */
  readonly ids: readonly string[];
  /** Name in the spelling of the ecosystem. */
  readonly package: string;
  /** OSV spelling. */
  readonly ecosystem: string;
  readonly language: ProofLanguage;
  readonly kind: ProofKind;
  /** What it does and what it sees, one sentence for a reviewer. */
  readonly describes: string;
  readonly source: string;
  /** At most 30,000. */
  readonly timeoutMs: number;
  readonly author: string;
  /** The second person; empty where nobody has looked yet: such a proof runs in `confirm_proof` only. */
  readonly reviewedBy: string;
  readonly licence: string;
  /** SHA-256 of `source`, in hex. */
  readonly digest: string;
}
