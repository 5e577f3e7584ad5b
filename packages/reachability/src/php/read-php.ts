import type { FileImports, FoundImport } from '../types.ts';

const maxLines = 50_000;
const maxLine = 500;
const computed =
  /\bnew\s+\$|\bnew\s*\(|\$\w{1,80}::|\bcall_user_func|(?:^|[^\w>:$])eval\s*\(|\b(?:include|require)(?:_once)?\s*\(?\s*\$/;

/** Names of classes in the given namespaces (lower case), and what may load any class. PHP does not tell case apart. */
export function phpFile(text: string, namespaces: readonly string[]): FileImports {
  const imports: FoundImport[] = [];
  const dynamicLines: number[] = [];
  let isComment = false;
  const lines = text.split('\n', maxLines + 1);
  const broken = lines.length > maxLines || lines.some((line) => line.length > maxLine);
  for (const [at, line] of lines.entries()) {
    let code = line.slice(0, maxLine);
    if (isComment) {
      const end = code.indexOf('*/');
      if (end < 0) continue;
      code = code.slice(end + 2);
      isComment = false;
    }
    const open = code.indexOf('/*');
    if (open >= 0 && code.indexOf('*/', open) < 0) {
      isComment = true;
      code = code.slice(0, open);
    }
    code = code.replace(/(?:^|\s)(?:\/\/|#(?!\[)).*$/, '');
    const lower = code.toLowerCase();
    for (const module of namespaces) {
      const found = lower.indexOf(module);
      if (found < 0 || /[a-z0-9_]/.test(lower.charAt(found - 1))) continue;
      imports.push({ module, line: at + 1, snippet: code.trim().slice(0, 200), typeOnly: false });
    }
    if (computed.test(code)) dynamicLines.push(at + 1);
  }
  return { imports, dynamicLines, broken, uses: [], methods: [], handsOn: new Map() };
}
