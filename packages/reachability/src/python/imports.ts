import { Trail } from '../follow/trail.ts';
import { lineOf, parseSource, type SyntaxRoot, snippetOf, startOf } from '../parser.ts';
import type { FileImports, FoundImport, HandedOn, Target } from '../types.ts';
import { PythonTrail } from './follow.ts';
import { pythonMethods } from './methods.ts';
import { followCall, followImport } from './origins.ts';
import { plainText } from './plain-text.ts';

/** What is followed, beside the imports that are listed. */
export interface PythonSearch {
  readonly handedOn: HandedOn;
  /** Methods that are looked for by their name. */
  readonly methods: ReadonlySet<string>;
  /** Names that a star import of a module may bring. */
  starNames(module: string): Iterable<string>;
  /** What a dotted name stands for, where its use is to be followed. */
  follows(module: string): Target | undefined;
}

/** Every import statement, every call that imports by name, and the use of what is followed. */
export async function pythonImports(_path: string, text: string, search: PythonSearch): Promise<FileImports> {
  const root = await parseSource('python', text);
  const trail = new Trail(search.handedOn);
  const python = new PythonTrail(root, text, trail);
  const imports: FoundImport[] = [];
  const dynamicLines: number[] = [];
  let broken = false;
  const nodes = root.findAll({
    rule: {
      any: [
        { kind: 'import_statement' },
        { kind: 'import_from_statement' },
        { kind: 'call' },
        { kind: 'subscript' },
        { kind: 'ERROR' },
      ],
    },
  });
  for (const node of nodes) {
    const kind = node.kind();
    if (kind === 'ERROR') {
      broken = true;
      continue;
    }
    if (kind === 'subscript' || (kind === 'call' && isRunText(node))) {
      if (kind === 'call' || isNameLookUp(node)) dynamicLines.push(lineOf(node));
      continue;
    }
    const named = kind === 'call' ? calledModule(node) : statementModules(node);
    if (named === 'computed') {
      dynamicLines.push(lineOf(node));
      continue;
    }
    const typeOnly = named.length > 0 && isTypeChecking(node);
    const snippet = snippetOf(node, typeOnly ? 'type only: ' : '');
    for (const module of named) imports.push({ module, line: lineOf(node), snippet, typeOnly });
    if (typeOnly) continue;
    if (kind === 'call') followCall(node, named, search, python);
    else followImport(node, search, python, trail);
  }
  trail.finish();
  broken ||= trail.isTangled;
  const methods = pythonMethods(root, text, search.methods);
  return { imports, dynamicLines, broken, uses: trail.uses, methods, handsOn: trail.handsOn };
}

/** `import a.b as c, d` → a.b, d. `from a import b, c` → a.b, a.c, because `b` may be a module. Relative ones: none. */
function statementModules(node: SyntaxRoot): readonly string[] {
  const names = node.children().filter((child) => child.kind() === 'dotted_name' || child.kind() === 'aliased_import');
  if (node.kind() === 'import_statement') return names.map(dotted);
  const [from, ...imported] = names;
  if (from === undefined || node.children().some((child) => child.kind() === 'relative_import')) return [];
  return imported.length === 0 ? [dotted(from)] : imported.map((name) => `${dotted(from)}.${dotted(name)}`);
}

/** `exec` or `eval` of a text that is not written there as it stands. */
function isRunText(call: SyntaxRoot): boolean {
  const callee = startOf(call.field('function'), 40);
  if (!/^(?:builtins\.)?(?:exec|eval)$/.test(callee)) return false;
  const first = call.field('arguments')?.namedChildren()[0];
  return first !== undefined && plainText(first) === undefined;
}

/** `globals()[name]` and its like, read with a computed name. */
function isNameLookUp(subscript: SyntaxRoot): boolean {
  const table = startOf(subscript.field('value'), 200);
  if (!/^(?:globals|locals|vars)\(|\.__dict__$|^sys\.modules$/.test(table)) return false;
  const parent = subscript.parent();
  const isWritten = parent?.kind() === 'assignment' && parent.field('left')?.id() === subscript.id();
  const key = subscript.field('subscript');
  return !isWritten && (key === null || plainText(key) === undefined);
}

function dotted(node: SyntaxRoot): string {
  const name = node.kind() === 'aliased_import' ? (node.field('name') ?? node.child(0)) : node;
  return (name?.text() ?? '').replace(/\s/g, '');
}

const importers = new Set(['__import__', 'import_module', 'importlib.import_module', 'importlib.__import__']);

function calledModule(call: SyntaxRoot): readonly string[] | 'computed' {
  const callee = startOf(call.field('function'), 60).replace(/\s/g, '');
  if (!importers.has(callee)) return [];
  const first = call
    .field('arguments')
    ?.children()
    .find((child) => child.isNamed() && child.kind() !== 'comment');
  if (first === undefined) return [];
  if (first.kind() !== 'string') return 'computed';
  const parts = first.children().filter((child) => child.isNamed());
  // What stands first; after a substitution a text says nothing of the package.
  const content = parts[1]?.kind() === 'string_content' ? parts[1].text() : '';
  if (content.startsWith('.')) return [];
  const isPlain = parts.every((part) => ['string_start', 'string_content', 'string_end'].includes(String(part.kind())));
  if (isPlain) return content === '' ? [] : [content];
  // f'package.{name}': the fixed start names the package.
  const dot = content.lastIndexOf('.');
  return dot > 0 ? [content.slice(0, dot)] : 'computed';
}

/** Inside `if TYPE_CHECKING:`, and not in its `else`. */
function isTypeChecking(node: SyntaxRoot): boolean {
  let below = node;
  for (let at = node.parent(); at !== null; at = at.parent()) {
    if (at.kind() === 'if_statement' && below.kind() === 'block') {
      const condition = at.field('condition')?.text() ?? '';
      if (condition === 'TYPE_CHECKING' || condition === 'typing.TYPE_CHECKING') return true;
    }
    below = at;
  }
  return false;
}
