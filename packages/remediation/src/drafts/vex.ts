import { createHash } from 'node:crypto';

/** Why a package is not affected, in OpenVEX's words (OpenVEX 0.2.0, status justifications). */
export type VexJustification =
  | 'component_not_present'
  | 'vulnerable_code_not_present'
  | 'vulnerable_code_not_in_execute_path';

/** What is known of the use of a package. */
export interface VexFacts {
  /** Primary id of the flaw, and what else it is called. */
  readonly vulnerability: string;
  readonly aliases: readonly string[];
  /** Of the affected package, with its version. */
  readonly purl: string;
  /** The product that the statement is about: the project's own identifier. */
  readonly product: string;
  readonly reachability: 'not_imported' | 'imported' | 'reachable' | 'unknown';
  /** It is imported, and nothing of the project's own source uses what is flawed in it. */
  readonly notCalled?: boolean;
  /** Whether the package is part of what is shipped; development requirements are not. */
  readonly shipped: boolean;
  /** What was looked at, such as `142 files of JavaScript`. */
  readonly evidence: string;
  /** ISO 8601, with the offset. */
  readonly at: string;
  readonly author: string;
}

/** An OpenVEX document for a person to sign, or why there is none. */
export type VexDraft =
  | { readonly draft: Readonly<Record<string, unknown>>; readonly justification: VexJustification }
  | { readonly why_not: 'reachable' | 'policy-forbids'; readonly sentence: string };

/**
 * Drafts a statement that a product is not affected (rung 9, eureka.md §3). Only where the package is not shipped, or no code
 * of the project imports it; never for what could not be looked at. A draft closes nothing: a person decides.
 */
export function draftVex(facts: VexFacts): VexDraft {
  const { vulnerability, aliases, purl, product, reachability, shipped, evidence, at, author } = facts;
  const isUnused = reachability === 'not_imported' || (reachability === 'imported' && facts.notCalled === true);
  if (shipped && !isUnused) {
    const sentence =
      reachability === 'unknown'
        ? `Whether ${purl} is used could not be told; that is no reason to call it unaffected.`
        : `${purl} is ${reachability}.`;
    return { why_not: reachability === 'unknown' ? 'policy-forbids' : 'reachable', sentence };
  }
  const justification = shipped ? 'vulnerable_code_not_in_execute_path' : 'component_not_present';
  const does = reachability === 'imported' ? 'uses what is flawed in it' : 'imports it';
  const impact_statement = shipped
    ? `No code of the project ${does} (${evidence}).`
    : `It is no part of what is shipped (${evidence}).`;
  const statement = {
    vulnerability: { name: vulnerability, ...(aliases.length === 0 ? {} : { aliases: [...aliases] }) },
    products: [{ '@id': product, subcomponents: [{ '@id': purl }] }],
    status: 'not_affected',
    justification,
    impact_statement,
  };
  const id = createHash('sha256')
    .update(JSON.stringify([statement, at]))
    .digest('hex');
  return {
    justification,
    draft: {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': `urn:maximus:vex:${id}`,
      author,
      role: 'draft for review',
      timestamp: at,
      version: 1,
      statements: [statement],
    },
  };
}
