import { Trail } from '../follow/trail.ts';
import { lineOf, parseSource, type SyntaxRoot, snippetOf, startOf } from '../parser.ts';
import type { FileImports, FoundImport, FoundUse, HandedOn, MethodCall, Target } from '../types.ts';
import { ScriptTrail } from './follow.ts';
import { scriptMethods } from './methods.ts';
import { moduleName } from './module-name.ts';
import { followStatement } from './origins.ts';
import { isRunText } from './run-text.ts';
import { type ScriptBlock, scriptBlocks } from './script-blocks.ts';

/** What is followed, beside the imports that are listed. */
export interface ScriptSearch {
  readonly handedOn: HandedOn;
  /** Methods that are looked for by their name. */
  readonly methods: ReadonlySet<string>;
  /** What a module's name stands for, where its use is to be followed. */
  follows(module: string): Target | undefined;
}

/** Every import, export from, require and dynamic import of a file, and the use of what is followed. */
export async function scriptImports(path: string, text: string, search: ScriptSearch): Promise<FileImports> {
  const found: Found = { imports: [], dynamicLines: [], broken: false, uses: [], methods: [], handsOn: new Map() };
  const declares = path.endsWith('.d.ts') || path.endsWith('.d.mts') || path.endsWith('.d.cts');
  for (const block of scriptBlocks(path, text)) {
    const root = await parseSource(block.language, block.text);
    readBlock(root, block, declares, search, found);
  }
  return found;
}

interface Found {
  readonly imports: FoundImport[];
  readonly dynamicLines: number[];
  broken: boolean;
  readonly uses: FoundUse[];
  readonly methods: MethodCall[];
  readonly handsOn: Map<string, readonly Target[]>;
}

function readBlock(root: SyntaxRoot, block: ScriptBlock, declares: boolean, search: ScriptSearch, found: Found): void {
  const nodes = root.findAll({
    rule: {
      any: [
        { kind: 'import_statement' },
        { kind: 'export_statement' },
        { kind: 'call_expression' },
        { kind: 'new_expression' },
        { kind: 'ERROR' },
      ],
    },
  });
  const loaders = new Set([...ownLoaders, ...createdLoaders(root, block.text)]);
  const trail = new Trail(search.handedOn, block.lineOffset);
  const script = new ScriptTrail(root, trail);
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
        if (module === undefined) break;
        const typeOnly = declares || isTypeOnly(node);
        add(node, module, typeOnly);
        const target = typeOnly ? undefined : search.follows(module);
        if (target !== undefined) followStatement(node, target, script, trail);
        break;
      }
      default: {
        if (isRunText(node)) found.dynamicLines.push(lineOf(node) + block.lineOffset);
        const loaded = loadedBy(node, loaders);
        for (const argument of loaded) {
          const name = moduleName(argument);
          if (name.kind === 'computed') found.dynamicLines.push(lineOf(node) + block.lineOffset);
          if (name.kind !== 'named') continue;
          const typeOnly = declares || isTypeQuery(node);
          add(node, name.module, typeOnly);
          const target = typeOnly ? undefined : search.follows(name.module);
          if (target === undefined) continue;
          // What a list of modules becomes is told by the order of a function's parameters, and is not followed.
          if (loaded.length === 1 && argument.parent()?.kind() === 'arguments') script.follow(node, target);
          else trail.record(node, target, 'value');
        }
      }
    }
  }
  trail.finish();
  if (trail.isTangled) found.broken = true;
  found.uses.push(...trail.uses);
  for (const [name, targets] of trail.handsOn) found.handsOn.set(name, targets);
  found.methods.push(...scriptMethods(root, block.text, search.methods, block.lineOffset));
}

/** Names that `createRequire` was given in this file. */
function createdLoaders(root: SyntaxRoot, text: string): readonly string[] {
  if (!text.includes('createRequire')) return [];
  return root
    .findAll({ rule: { kind: 'variable_declarator' } })
    .filter((node) => /^(?:\w+\.)?createRequire\(/.test(startOf(node.field('value'), 60)))
    .map((node) => node.field('name')?.text() ?? '');
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

const ownLoaders = ['require', 'import', 'require.resolve', 'import.meta.resolve'];

/** The expressions that name the modules a call loads; none where the call loads nothing. */
function loadedBy(call: SyntaxRoot, loaders: ReadonlySet<string>): readonly SyntaxRoot[] {
  const callee = startOf(call.field('function'), 80);
  const values = (call.field('arguments')?.children() ?? []).filter(
    (child) => child.isNamed() && child.kind() !== 'comment',
  );
  const first = values[0];
  if (first === undefined) return [];
  if (loaders.has(callee) || callee.startsWith('createRequire(') || callee === 'module.require') {
    return first.kind() === 'array' ? strings(first) : [first];
  }
  // AMD: define(['a'], …) and define('name', ['a'], …).
  const list = callee === 'define' ? values.find((value) => value.kind() === 'array') : undefined;
  return list === undefined ? [] : strings(list);
}

function strings(array: SyntaxRoot): readonly SyntaxRoot[] {
  return array.children().filter((child) => child.kind() === 'string');
}
