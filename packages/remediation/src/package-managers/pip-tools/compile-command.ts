/** What the head of a compiled requirements file says of how it was made. */
export interface CompileCommand {
  /** As shown, for the head of the next one. */
  readonly text: string;
  /** Options that decide the content and run nothing. */
  readonly options: readonly string[];
  readonly sources: readonly string[];
}

const kept =
  /^--(?:(?:no-)?(?:generate-hashes|strip-extras|allow-unsafe|annotate|header|emit-(?:index-url|trusted-host|options))|annotation-style=(?:line|split)|resolver=(?:backtracking|legacy)|unsafe-package=[\w.-]+)$/;

/** Reads the command in the head of a file of pip-compile; other options are left out, and so is the name of the output. */
export function compileCommand(text: string): CompileCommand | undefined {
  const line = /^#\s{2,}(pip-compile(?:\s.{0,1000})?)$/m.exec(text.slice(0, 8_192).replaceAll('\r', ''))?.[1];
  if (line === undefined) return undefined;
  const words = line.trim().split(/\s+/).slice(1);
  const isValue = (at: number) => /^(?:-o|--output-file)$/.test(words[at - 1] ?? '');
  const sources = words.filter((word, at) => !word.startsWith('-') && !isValue(at));
  return { text: line.trim(), options: words.filter((word) => kept.test(word)), sources };
}
