import { parseSource, type SyntaxRoot } from '../parser.ts';
import type { CodeRule } from './code-rules.data.ts';
import type { Splice } from './splice.ts';

type Node = SyntaxRoot;

/**
 * The changes of one Python file: calls by the name of the imported module (`yaml.load(f, Loader=yaml.FullLoader)`). Where
 * that name is anything else than a qualifier somewhere in the file, nothing is changed.
 */
export async function rewritePython(text: string, rule: CodeRule): Promise<readonly Splice[]> {
  const root = await parseSource('python', text);
  const prefixes = prefixesIn(root, rule.module);
  if (prefixes.size === 0 || isTangled(root, prefixes)) return [];
  return root.findAll({ rule: { kind: 'call' } }).flatMap((call) => rewriteCall(call, rule, prefixes));
}

/** Texts by which the module's members are named: `yaml`, `y` of `import yaml as y`, `ruamel.yaml`. */
function prefixesIn(root: Node, module: string): ReadonlySet<string> {
  const found = new Set<string>();
  const [parent, last] = [
    module.slice(0, Math.max(0, module.lastIndexOf('.'))),
    module.slice(module.lastIndexOf('.') + 1),
  ];
  for (const statement of root.findAll({ rule: { kind: 'import_statement' } }))
    for (const [name, alias] of importedIn(statement)) if (name === module) found.add(alias ?? module);
  if (parent === '') return found;
  for (const statement of root.findAll({ rule: { kind: 'import_from_statement' } })) {
    if (statement.field('module_name')?.text() !== parent) continue;
    for (const [name, alias] of importedIn(statement)) if (name === last) found.add(alias ?? last);
  }
  return found;
}

function importedIn(statement: Node): [name: string, alias: string | undefined][] {
  return statement.children().flatMap((child): [string, string | undefined][] => {
    if (child.kind() === 'dotted_name') return [[child.text(), undefined]];
    if (child.kind() !== 'aliased_import') return [];
    return [[child.field('name')?.text() ?? '', child.field('alias')?.text()]];
  });
}

const fineParents: ReadonlySet<string> = new Set([
  'attribute',
  'dotted_name',
  'aliased_import',
  'import_statement',
  'import_from_statement',
  'keyword_argument',
]);

/** Whether a name of the module is bound anew, passed on or called somewhere. */
function isTangled(root: Node, prefixes: ReadonlySet<string>): boolean {
  const names = new Set([...prefixes].map((prefix) => prefix.split('.', 1).join()));
  return root
    .findAll({ rule: { kind: 'identifier' } })
    .some((node) => names.has(node.text()) && !fineParents.has(String(node.parent()?.kind())));
}

function rewriteCall(call: Node, { calls, drops }: CodeRule, prefixes: ReadonlySet<string>): readonly Splice[] {
  const callee = call.field('function');
  const list = call.field('arguments');
  const [object, member] = [callee?.field('object'), callee?.field('attribute')];
  if (!object || !member || !list || list.kind() !== 'argument_list' || !prefixes.has(object.text())) return [];
  const change = calls.get(member.text());
  if (change === undefined) return [];
  const given = list.children().filter((child) => !['(', ')', ','].includes(String(child.kind())));
  const [first, second] = given;
  if (first === undefined || given.length > 2 || isOdd(first)) return [];
  const splices: Splice[] = [{ ...rangeOf(member), text: change.to }];
  if (second === undefined) return splices;
  if (!isDropped(second, drops, prefixes)) return [];
  return [...splices, { start: first.range().end.index, end: second.range().end.index, text: '' }];
}

/** The document is given by place; anything that is unpacked, named or commented on stays for a person. */
function isOdd(argument: Node): boolean {
  return ['keyword_argument', 'list_splat', 'dictionary_splat', 'comment'].includes(String(argument.kind()));
}

function isDropped(argument: Node, drops: ReadonlySet<string>, prefixes: ReadonlySet<string>): boolean {
  const isNamed = argument.kind() === 'keyword_argument';
  if (isNamed && argument.field('name')?.text() !== 'Loader') return false;
  const value = isNamed ? argument.field('value') : argument;
  const [object, member] = [value?.field('object'), value?.field('attribute')];
  return object != null && member != null && prefixes.has(object.text()) && drops.has(member.text());
}

function rangeOf(node: Node): { readonly start: number; readonly end: number } {
  const { start, end } = node.range();
  return { start: start.index, end: end.index };
}
