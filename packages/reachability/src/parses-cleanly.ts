import { type Language, parseSource } from './parser.ts';

const byEnding: ReadonlyMap<string, Language> = new Map<string, Language>([
  ...['js', 'mjs', 'cjs', 'jsx'].map((ending) => [ending, 'JavaScript'] as const),
  ...['ts', 'mts', 'cts'].map((ending) => [ending, 'TypeScript'] as const),
  ['tsx', 'Tsx'],
  ['py', 'python'],
  ['go', 'go'],
  ['java', 'java'],
  ['rs', 'rust'],
]);

/** Whether a file's text is read by its language without an error; of a language that is not parsed nothing is known: yes. */
export async function parsesCleanly(path: string, text: string): Promise<boolean> {
  const language = byEnding.get(path.slice(path.lastIndexOf('.') + 1));
  if (language === undefined) return true;
  const root = await parseSource(language, text);
  return root.kind() !== 'ERROR' && root.find({ rule: { kind: 'ERROR' } }) === null;
}
