import type { FileImports, FoundImport } from '../types.ts';

const maxLines = 50_000;
const maxLine = 500;
const required = /^\s*(?:require|load|autoload\s+:\w{1,80}\s*,)\s*\(?\s*(["'])([^"'#]{1,200})\1/;
const computed =
  /^\s*(?:require|load)\s*\(?\s*[^\s"'(]|\bBundler\.require\b|\bconst_get\b|\bconstantize\b|(?:^|[^.\w])eval\b|\b(?:instance|class)_eval\s*\(?\s*[^\s{d]/;
const constant = /(?<![\w:])[A-Z]\w{0,80}(?:::[A-Z]\w{0,80}){0,4}/g;

/** Files that a Ruby file asks for, constants that gems are called by, and what may load anything. */
export function rubyFile(text: string, constants: ReadonlySet<string>): FileImports {
  const imports: FoundImport[] = [];
  const dynamicLines: number[] = [];
  let isComment = false;
  const lines = text.split('\n', maxLines + 1);
  const broken = lines.length > maxLines || lines.some((line) => line.length > maxLine);
  for (const [at, line] of lines.entries()) {
    if (line.startsWith('=begin')) isComment = true;
    if (line.startsWith('=end')) isComment = false;
    const code = line.slice(0, maxLine);
    if (isComment || /^\s*#/.test(code)) continue;
    const add = (module: string) =>
      imports.push({ module, line: at + 1, snippet: code.trim().slice(0, 200), typeOnly: false });
    const file = required.exec(code)?.[2];
    if (file !== undefined) add(file);
    if (computed.test(code)) dynamicLines.push(at + 1);
    for (const [name] of code.matchAll(constant)) {
      const found = startsOf(name).find((start) => constants.has(start));
      if (found !== undefined) add(`::${found}`);
    }
  }
  return { imports, dynamicLines, broken, uses: [], methods: [], handsOn: new Map() };
}

/** `A::B::C` → A::B::C, A::B, A. */
function startsOf(name: string): readonly string[] {
  const parts = name.split('::');
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('::'));
}
