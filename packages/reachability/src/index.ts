/**
 * Is a package imported by the project's own source, and its flawed code used, and where? JavaScript, TypeScript, Python, Go,
 * Java and Rust by syntax trees, Ruby and PHP by import.
 * Evidence only: it never drops a finding, and "not seen" is `unknown` unless everything was looked at. Runs nothing.
 * Rules that rewrite calls of flawed functions give a change back and write nothing. Read find-imports.ts first.
 */
export { errors } from './errors.ts';
export { findImports, isSourceFile, searchedEcosystems } from './find-imports.ts';
export { flawedSymbols, type SymbolRecord } from './flawed-symbols.ts';
export { ruleVersion } from './judge.ts';
export { parsesCleanly } from './parses-cleanly.ts';
export {
  hasRewriteRule,
  type RewriteInput,
  type Rewritten,
  type RewrittenFile,
  rewriteByRule,
} from './rewrite/index.ts';
export type { ImportReport, ImportSearch, Limits, SourceFiles, WantedPackage } from './types.ts';
