import { fixRows } from './records.data.ts';
import type { FixLanguage, FixRecord } from './types.ts';

/** All records, each with an id that says its weakness and its place among those. */
export const fixRecords: readonly FixRecord[] = [...Map.groupBy(fixRows, ([cwe]) => cwe).values()].flatMap((rows) =>
  rows.map(([cwe, language, difficulty, vulnerable, fixed, explanation], at) => {
    const id = `fix_${cwe}_${String(at + 1).padStart(2, '0')}`;
    return { id, cwe, language, difficulty, vulnerable, fixed, explanation };
  }),
);

const easiness = ['easy', 'medium', 'hard'] as const;
const most = 5;

/** Records for weaknesses, the most telling weakness first: those of the language before others, the easier ones first; five at most. */
export function findFixRecords(cwes: readonly number[], language: FixLanguage | undefined): readonly FixRecord[] {
  const fitting = fixRecords.filter(({ cwe }) => cwes.includes(cwe));
  const rank = ({ cwe, language: of, difficulty }: FixRecord) =>
    cwes.indexOf(cwe) * 100 + (of === language ? 0 : 10) + easiness.indexOf(difficulty);
  return [...fitting].sort((a, b) => rank(a) - rank(b)).slice(0, most);
}

const endings: ReadonlyMap<string, FixLanguage> = new Map([
  ...['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx'].map((ending) => [ending, 'javascript'] as const),
  ['py', 'python'],
  ['go', 'go'],
  ['java', 'java'],
  ['php', 'php'],
  ['rb', 'ruby'],
  ['rs', 'rust'],
]);

/** The language of a source file by its ending. */
export function languageOf(file: string): FixLanguage | undefined {
  return endings.get(file.slice(file.lastIndexOf('.') + 1));
}
