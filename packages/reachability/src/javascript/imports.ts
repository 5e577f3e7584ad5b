import { lineOf, parseSource, type SyntaxRoot, snippetOf } from '../parser.ts';
import type { FileImports, FoundImport } from '../types.ts';
import { moduleName } from './module-name.ts';
import { type ScriptBlock, scriptBlocks } from './script-blocks.ts';

/** Every import, export from, require and dynamic import of a file. */
export async function scriptImports(path: string, text: string): Promise<FileImports> {
  const found: Found = { imports: [], dynamicLines: [], broken: false };
  const declares = path.endsWith('.d.ts') || path.endsWith('.d.mts') || path.endsWith('.d.cts');
  for (const block of scriptBlocks(path, text)) {
    const root = await parseSource(block.language, block.text);
    readBlock(root, block, declares, found);
  }
  return found;
}

interface Found {
  readonly imports: FoundImport[];
  readonly dynamicLines: number[];
  broken: boolean;
}

function readBlock(root: SyntaxRoot, block: ScriptBlock, declares: boolean, found: Found): void {
  const nodes = root.findAll({
    rule: {
      any: [{ kind: 'import_statement' }, { kind: 'export_statement' }, { kind: 'call_expression' }, { kind: 'ERROR' }],
    },
  });
  const add = (node: SyntaxRoot, module: string, typeOnly: boolean) => {
    const mark = typeOnly ? 'type only: ' : '';
    found.imports.push({ module, line: lineOf(node) + block.lineOffset, snippet: snippetOf(node, mark), typeOnly });
  };
  for (const node of nodes) {
    switch (node.kind()) {
      case 'ERROR':
        found.broken = true;
        break;
      case 'import_statement':
      case 'export_statement': {
        const module = statementSource(node);
        if (module !== undefined) add(node, module, declares || isTypeOnly(node));
        break;
      }
      default:
        for (const argument of loadedBy(node)) {
          const name = moduleName(argument);
          if (name.kind === 'named') add(node, name.module, declares || isTypeQuery(node));
          else if (name.kind === 'computed') found.dynamicLines.push(lineOf(node) + block.lineOffset);
        }
    }
  }
}

function statementSource(node: SyntaxRoot): string | undefined {
  const clause = node.children().find((child) => child.kind() === 'import_require_clause');
  const source =
    node.field('source') ?? clause?.field('source') ?? clause?.children().find((child) => child.kind() === 'string');
  const name = source == null ? undefined : moduleName(source);
  return name?.kind === 'named' ? name.module : undefined;
}

/** `import type …`, `export type …`, or a list in which every single name is a type. */
function isTypeOnly(node: SyntaxRoot): boolean {
  const children = node.children();
  if (children[1]?.kind() === 'type') return true;
  const clause = children.find((child) => child.kind() === 'import_clause' || child.kind() === 'export_clause');
  if (clause === undefined) return false;
  const lists = clause.kind() === 'export_clause' ? [clause] : clause.children().filter((child) => child.isNamed());
  return lists.every((list) => {
    const names = list
      .children()
      .filter((child) => child.kind() === 'import_specifier' || child.kind() === 'export_specifier');
    return names.length > 0 && names.every((name) => name.children()[0]?.kind() === 'type');
  });
}

/** `typeof import('x')` and `import('x').T` in a type. */
function isTypeQuery(node: SyntaxRoot): boolean {
  const callee = node.field('function');
  if (callee?.kind() !== 'import') return false;
  for (let at = node.parent(); at !== null; at = at.parent()) {
    const kind = String(at.kind());
    if (
      kind === 'type_query' ||
      kind === 'type_annotation' ||
      kind === 'type_alias_declaration' ||
      kind === 'type_arguments'
    )
      return true;
    if (kind === 'await_expression' || kind.endsWith('_statement') || kind === 'arguments') return false;
  }
  return false;
}

const loaders = new Set(['require', 'import', 'require.resolve', 'import.meta.resolve']);

/** The expressions that name the modules a call loads; none where the call loads nothing. */
function loadedBy(call: SyntaxRoot): readonly SyntaxRoot[] {
  const callee = call.field('function')?.text().slice(0, 80) ?? '';
  const values = (call.field('arguments')?.children() ?? []).filter(
    (child) => child.isNamed() && child.kind() !== 'comment',
  );
  const first = values[0];
  if (first === undefined) return [];
  if (loaders.has(callee) || callee.startsWith('createRequire(')) {
    return first.kind() === 'array' ? strings(first) : [first];
  }
  // AMD: define(['a'], …) and define('name', ['a'], …).
  const list = callee === 'define' ? values.find((value) => value.kind() === 'array') : undefined;
  return list === undefined ? [] : strings(list);
}

function strings(array: SyntaxRoot): readonly SyntaxRoot[] {
  return array.children().filter((child) => child.kind() === 'string');
}
