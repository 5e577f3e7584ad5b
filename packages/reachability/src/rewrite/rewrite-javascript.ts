import { type Language, parseSource, type SyntaxRoot } from '../parser.ts';
import type { CodeRule } from './code-rules.data.ts';
import type { Splice } from './splice.ts';

type Node = SyntaxRoot;

/**
 * The changes of one JavaScript or TypeScript file: calls with one argument by the name of the imported module
 * (`yaml.load(text)`). Where that name is anything else than a qualifier somewhere in the file, nothing is changed.
 */
export async function rewriteJavascript(language: Language, text: string, rule: CodeRule): Promise<readonly Splice[]> {
  const root = await parseSource(language, text);
  const names = namesIn(root, rule.module);
  if (names.size === 0 || isTangled(root, names, rule.module)) return [];
  return root.findAll({ rule: { kind: 'call_expression' } }).flatMap((call) => rewriteCall(call, rule, names));
}

function namesIn(root: Node, module: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const statement of root.findAll({ rule: { kind: 'import_statement' } })) {
    if (!isString(statement.field('source'), module)) continue;
    const clause = statement.children().find((child) => child.kind() === 'import_clause');
    for (const child of clause?.children() ?? []) {
      if (child.kind() === 'identifier') found.add(child.text());
      if (child.kind() !== 'namespace_import') continue;
      const name = child.children().find((each) => each.kind() === 'identifier');
      if (name !== undefined) found.add(name.text());
    }
  }
  for (const declarator of root.findAll({ rule: { kind: 'variable_declarator' } })) {
    const name = declarator.field('name');
    if (name?.kind() === 'identifier' && isRequired(declarator.field('value'), module)) found.add(name.text());
  }
  return found;
}

function isRequired(value: Node | null, module: string): boolean {
  if (value?.kind() !== 'call_expression' || value.field('function')?.text() !== 'require') return false;
  return isString(value.field('arguments')?.children()[1] ?? null, module);
}

function isString(node: Node | null, text: string): boolean {
  return node?.kind() === 'string' && node.text().slice(1, -1) === text;
}

/** Whether a name of the module is bound anew, passed on or called somewhere. */
function isTangled(root: Node, names: ReadonlySet<string>, module: string): boolean {
  const isRebound = root
    .findAll({ rule: { kind: 'shorthand_property_identifier_pattern' } })
    .some((node) => names.has(node.text()));
  return (
    isRebound ||
    root.findAll({ rule: { kind: 'identifier' } }).some((node) => names.has(node.text()) && !isFine(node, module))
  );
}

function isFine(node: Node, module: string): boolean {
  const parent = node.parent();
  switch (String(parent?.kind())) {
    case 'member_expression':
    case 'import_clause':
    case 'namespace_import':
      return true;
    case 'variable_declarator':
      return isRequired(parent?.field('value') ?? null, module);
    default:
      return false;
  }
}

function rewriteCall(call: Node, { calls }: CodeRule, names: ReadonlySet<string>): readonly Splice[] {
  const callee = call.field('function');
  const [object, member] = [callee?.field('object'), callee?.field('property')];
  if (!callee || !object || !member || object.kind() !== 'identifier' || !names.has(object.text())) return [];
  const change = calls.get(member.text());
  const given = (call.field('arguments')?.children() ?? []).filter(
    (each) => !['(', ')', ','].includes(String(each.kind())),
  );
  if (change === undefined || given.length !== 1 || given[0]?.kind() === 'spread_element') return [];
  const { start, end } = (change.whole === true ? callee : member).range();
  return [{ start: start.index, end: end.index, text: change.to }];
}
