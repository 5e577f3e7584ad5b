import { parseSync } from 'rolldown/utils';

/** One import, re-export, dynamic import or `import('…')` type of a file. */
export interface ImportFact {
  readonly specifier: string;
  readonly line: number;
  /** Gone at run time: `import type`, or every name marked `type`. */
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

/** What the house rules ask of one source file; lines count from 1. */
export interface ModuleFacts {
  readonly imports: readonly ImportFact[];
  readonly defaultExports: readonly number[];
  readonly environmentReads: readonly number[];
  readonly processExits: readonly number[];
  readonly emptyCatches: readonly number[];
  /**
   * Exported declarations without a doc comment; neither a type named like its documented schema
   * nor the only export of a file whose header speaks for it counts.
   */
  readonly undocumentedExports: readonly { readonly name: string; readonly line: number }[];
  /** What the parser says of a file that does not parse. */
  readonly syntaxErrors: readonly string[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** Reads the facts of one TypeScript or JavaScript file. Never throws; a file that does not parse says so in its facts. */
export function readModuleFacts(path: string, text: string): ModuleFacts {
  const parsed = parseSync(path, text);
  const lineAt = lineFinder(text);
  const imports: ImportFact[] = [];
  for (const item of parsed.module.staticImports) {
    const typeOnly = item.entries.length > 0 && item.entries.every((entry) => entry.isType);
    imports.push({ specifier: item.moduleRequest.value, line: lineAt(item.start), typeOnly, dynamic: false });
  }
  for (const item of parsed.module.staticExports) {
    const sources = item.entries.filter((entry) => entry.moduleRequest);
    const specifier = sources[0]?.moduleRequest?.value;
    if (specifier === undefined) continue;
    const typeOnly = sources.every((entry) => entry.isType);
    imports.push({ specifier, line: lineAt(item.start), typeOnly, dynamic: false });
  }
  const found = { defaultExports: [], environmentReads: [], processExits: [], emptyCatches: [] } as {
    [K in 'defaultExports' | 'environmentReads' | 'processExits' | 'emptyCatches']: number[];
  };
  visit(parsed.program as unknown as Node, (node) => {
    const line = () => lineAt(node.start);
    if (node.type === 'ExportDefaultDeclaration') found.defaultExports.push(line());
    else if (isMember(node, 'env')) found.environmentReads.push(line());
    else if (isMember(node, 'exit')) found.processExits.push(line());
    else if (node.type === 'CatchClause' && isEmptyBlock(node.body)) found.emptyCatches.push(line());
    else if (node.type === 'ImportExpression' || node.type === 'TSImportType') {
      const specifier = literalOf(node.source ?? node.argument);
      const typeOnly = node.type === 'TSImportType';
      if (specifier !== undefined) imports.push({ specifier, line: line(), typeOnly, dynamic: !typeOnly });
    }
  });
  const undocumentedExports = undocumented(parsed.program as unknown as Node, parsed.comments, text, lineAt);
  return { imports, ...found, undocumentedExports, syntaxErrors: parsed.errors.map((error) => error.message) };
}

function isMember(node: Node, property: string): boolean {
  if (node.type !== 'MemberExpression') return false;
  const object = node.object as Node;
  const name = node.property as Node;
  if (object.type !== 'Identifier' || object.name !== 'process') return false;
  return name.name === property || name.value === property;
}

function isEmptyBlock(body: unknown): boolean {
  return ((body as Node).body as readonly unknown[]).length === 0;
}

function literalOf(node: unknown): string | undefined {
  const value = (node as Node | undefined)?.value ?? ((node as Node | undefined)?.literal as Node)?.value;
  return typeof value === 'string' ? value : undefined;
}

interface Comment {
  readonly type: string;
  readonly value: string;
  readonly end: number;
}

/** An endpoint says what it is in its `summary`, which the API page shows. */
function isEndpoint(declarator: Node): boolean {
  const made = declarator.init as Node | null | undefined;
  return made?.type === 'CallExpression' && (made.callee as Node | undefined)?.name === 'defineEndpoint';
}

function undocumented(
  program: Node,
  comments: readonly Comment[],
  text: string,
  lineAt: (offset: number) => number,
): { name: string; line: number }[] {
  const docEnds = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*')).map(({ end }) => end);
  const documented = new Set<string>();
  const bare: { name: string; line: number }[] = [];
  for (const statement of program.body as readonly Node[]) {
    const declaration = statement.declaration as Node | null | undefined;
    if (statement.type !== 'ExportNamedDeclaration' || !declaration) continue;
    const first = (declaration.declarations as readonly Node[] | undefined)?.[0] ?? declaration;
    const name = String((first.id as Node | undefined)?.name ?? '');
    const hasDoc = docEnds.some((end) => end <= statement.start && text.slice(end, statement.start).trim() === '');
    if (hasDoc || isEndpoint(first)) documented.add(name);
    else bare.push({ name, line: lineAt(statement.start) });
  }
  const left = bare.filter(({ name }) => !documented.has(name));
  const headerSpeaksForIt = left.length === 1 && documented.size === 0 && text.startsWith('/**');
  return headerSpeaksForIt ? [] : left;
}

function visit(root: Node, look: (node: Node) => void): void {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (Array.isArray(next)) {
      for (const item of next) waiting.push(item);
    } else if (typeof next === 'object' && next !== null) {
      if (typeof (next as Node).type === 'string') look(next as Node);
      for (const value of Object.values(next)) if (typeof value === 'object') waiting.push(value);
    }
  }
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
