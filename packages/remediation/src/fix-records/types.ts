/** Languages that records are written in. */
export type FixLanguage = 'javascript' | 'python' | 'go' | 'java' | 'php' | 'ruby' | 'rust' | 'c';

/** How much of the code around it a change asks for. */
export type FixDifficulty = 'easy' | 'medium' | 'hard';

/** How a weakness looks in code, and how code without it looks (eureka.md §10). All of them are of our own writing. */
export interface FixRecord {
  /** `fix_` with the weakness and a number; stays the same. */
  readonly id: string;
  /** CWE number. */
  readonly cwe: number;
  readonly language: FixLanguage;
  readonly difficulty: FixDifficulty;
  readonly vulnerable: string;
  readonly fixed: string;
  readonly explanation: string;
}
