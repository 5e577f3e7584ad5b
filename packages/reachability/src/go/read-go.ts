import { isSame } from '../follow/names.ts';
import { lineOf, parseSource, type SyntaxRoot, snippetOf, startOf } from '../parser.ts';
import type { FileImports, FoundImport, FoundUse, MethodCall, UseKind } from '../types.ts';

/** What is looked for in a Go file. */
export interface GoSearch {
  readonly methods: ReadonlySet<string>;
  /** First segments of symbols: names that a dot import may bring. */
  readonly names: ReadonlySet<string>;
  follows(module: string): boolean;
}

/** Imports of a Go file, and the use of what is followed by its package's name. */
export async function goFile(text: string, search: GoSearch): Promise<FileImports> {
  const root = await parseSource('go', text);
  const imports: FoundImport[] = [];
  const uses: FoundUse[] = [];
  const methods: MethodCall[] = [];
  const dynamicLines: number[] = [];
  const selectors = root.findAll({ rule: { any: [{ kind: 'selector_expression' }, { kind: 'qualified_type' }] } });
  const qualifiers = Map.groupBy(selectors, (node) => startOf(node.child(0), 100));
  const add = (node: SyntaxRoot, module: string, path: readonly string[], kind: UseKind) =>
    uses.push({ module, path, kind, line: lineOf(node), snippet: snippetOf(node) });
  for (const spec of root.findAll({ rule: { kind: 'import_spec' } })) {
    const module = (spec.field('path')?.text() ?? '').slice(1, -1);
    imports.push({ module, line: lineOf(spec), snippet: snippetOf(spec), typeOnly: false });
    if (!search.follows(module)) continue;
    const name = spec.field('name');
    if (name?.kind() === 'blank_identifier') continue;
    if (name?.kind() === 'dot') {
      for (const node of freeNames(root, search.names)) add(node, module, [node.text()], kindOf(node));
      continue;
    }
    const names = name === null ? packageNames(module) : [name.text()];
    const found = names.flatMap((each) => qualifiers.get(each) ?? []);
    // Nothing is imported without use: the package is called otherwise than its path.
    if (found.length === 0) add(spec, module, [], 'computed');
    for (const node of found) {
      const { whole, path } = climb(node);
      add(whole, module, path, node.kind() === 'qualified_type' ? 'call' : kindOf(whole));
    }
  }
  for (const node of selectors) {
    const name = node.field('field')?.text() ?? '';
    if (search.methods.has(name)) methods.push({ name, line: lineOf(node), snippet: snippetOf(node.parent() ?? node) });
    if (isComputedCall(node, name)) dynamicLines.push(lineOf(node));
  }
  const broken = root.find({ rule: { kind: 'ERROR' } }) !== null;
  return { imports, dynamicLines, broken, uses, methods, handsOn: new Map() };
}

/** `pkg.Type.Method`. */
function climb(selector: SyntaxRoot): { readonly whole: SyntaxRoot; readonly path: readonly string[] } {
  const first = (selector.field('field') ?? selector.field('name'))?.text() ?? '';
  const parent = selector.parent();
  if (parent?.kind() !== 'selector_expression' || !isSame(parent.field('operand'), selector))
    return { whole: selector, path: [first] };
  return { whole: parent, path: [first, parent.field('field')?.text() ?? ''] };
}

function kindOf(node: SyntaxRoot): UseKind {
  const parent = node.parent();
  return parent?.kind() === 'call_expression' && isSame(parent.field('function'), node) ? 'call' : 'value';
}

/** A method by a computed name, or a plugin: neither is seen in the source. */
function isComputedCall(selector: SyntaxRoot, name: string): boolean {
  const isPlugin = name === 'Open' && startOf(selector.field('operand'), 10) === 'plugin';
  if (!isPlugin && name !== 'MethodByName') return false;
  const call = selector.parent();
  if (call?.kind() !== 'call_expression') return true;
  const argument = call.field('arguments')?.namedChildren()[0];
  return isPlugin || argument?.kind() !== 'interpreted_string_literal';
}

function freeNames(root: SyntaxRoot, names: ReadonlySet<string>): readonly SyntaxRoot[] {
  return root
    .findAll({ rule: { any: [{ kind: 'identifier' }, { kind: 'type_identifier' }] } })
    .filter((node) => names.has(node.text()));
}

/** What a package may be called, from its path: the last part, without a version and the word Go. */
function packageNames(module: string): readonly string[] {
  const parts = module.split('/');
  const last = /^v\d+$/.test(parts.at(-1) ?? '') ? (parts.at(-2) ?? '') : (parts.at(-1) ?? '');
  const bare = last.replace(/\.v\d+$/, '');
  const short = bare.replace(/^go[-_.]|[-_.]go$/g, '');
  const words = bare.split(/[-.]/);
  return [...new Set([bare, short, bare.replace(/[-.]/g, ''), bare.replace(/[-.]/g, '_'), words.at(-1) ?? bare])];
}
