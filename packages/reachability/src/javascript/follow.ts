import { type Declaration, isSame, Names } from '../follow/names.ts';
import { isEqual, type Trail } from '../follow/trail.ts';
import { headOf, type SyntaxRoot } from '../parser.ts';
import type { Target } from '../types.ts';
import { roleOfScriptName, scriptNames } from './roles.ts';

/** Parents through which a value passes unchanged. */
const transparent = new Set([
  'parenthesized_expression',
  'await_expression',
  'non_null_expression',
  'as_expression',
  'satisfies_expression',
  'type_assertion',
  'ternary_expression',
  'sequence_expression',
]);
/** Parents in which a value is only looked at, or named as a type. */
const harmless = new Set([
  'expression_statement',
  'unary_expression',
  'jsx_closing_element',
  'type_query',
  'nested_type_identifier',
  'nested_identifier',
  'if_statement',
  'template_substitution',
]);
const passing = new Set(['||', '??', '&&']);

/** Follows what a script binds from packages: names, members, destructuring, objects, fields, what it hands on. */
export class ScriptTrail {
  readonly #trail: Trail;
  readonly #root: SyntaxRoot;
  readonly #names: Names;
  readonly #fields = new Map<string, SyntaxRoot[]>();

  constructor(root: SyntaxRoot, trail: Trail) {
    this.#root = root;
    this.#trail = trail;
    this.#names = new Names(root, scriptNames, roleOfScriptName);
  }

  /** Binds a name or a pattern to a thing, and follows the name from there. */
  bind(pattern: SyntaxRoot, target: Target): void {
    this.#trail.step(() => this.#bind(pattern, target));
  }

  /** Follows an expression that stands for a thing into whatever is done with it. */
  follow(node: SyntaxRoot, target: Target): void {
    this.#trail.step(() => this.#follow(node, target));
  }

  #bind(pattern: SyntaxRoot, target: Target): void {
    switch (pattern.kind()) {
      case 'identifier':
      case 'shorthand_property_identifier_pattern': {
        const declaration = this.#names.declarationAt(pattern);
        if (declaration === undefined) this.#trail.record(pattern, target, 'value');
        else this.#bindName(declaration, target);
        return;
      }
      case 'object_pattern':
        for (const child of pattern.namedChildren()) this.#bindPart(child, target);
        return;
      case 'assignment_pattern':
      case 'object_assignment_pattern': {
        const left = pattern.field('left');
        if (left !== null) this.bind(left, target);
        return;
      }
      case 'parenthesized_expression':
      case 'required_parameter': {
        const inner = pattern.field('pattern') ?? pattern.child(1);
        if (inner !== null) this.bind(inner, target);
        return;
      }
      case 'member_expression':
        this.#assignMember(pattern, target);
        return;
      default:
        this.#trail.record(pattern, target, 'value');
    }
  }

  #follow(node: SyntaxRoot, target: Target): void {
    const parent = node.parent();
    if (parent === null) return;
    const kind = String(parent.kind());
    if (transparent.has(kind)) {
      if (!isSame(parent.field('condition'), node)) this.follow(parent, target);
      return;
    }
    if (harmless.has(kind)) return;
    switch (kind) {
      case 'binary_expression':
        if (passing.has(parent.field('operator')?.text() ?? '')) this.follow(parent, target);
        return;
      case 'member_expression':
        this.#member(parent, target, parent.field('property')?.text() ?? '');
        return;
      case 'subscript_expression':
        this.#subscript(parent, node, target);
        return;
      case 'call_expression':
        if (isSame(parent.field('function'), node)) this.#call(parent, target);
        return;
      case 'new_expression':
        this.#call(parent, target);
        return;
      case 'class_heritage':
      case 'extends_clause':
      case 'decorator':
      case 'jsx_opening_element':
      case 'jsx_self_closing_element':
        this.#trail.record(node, target, 'call');
        return;
      case 'variable_declarator': {
        const name = parent.field('name');
        if (name !== null) this.bind(name, target);
        return;
      }
      case 'assignment_expression':
      case 'augmented_assignment_expression': {
        const left = parent.field('left');
        if (left === null || isSame(left, node)) return;
        this.bind(left, target);
        this.follow(parent, target);
        return;
      }
      case 'assignment_pattern':
      case 'object_assignment_pattern':
      case 'required_parameter':
        this.bind(parent, target);
        return;
      case 'pair': {
        const object = parent.parent();
        if (object !== null) this.#entry(object, keyOf(parent.field('key')), node, target);
        return;
      }
      case 'object':
        this.#entry(parent, node.text(), node, target);
        return;
      case 'spread_element': {
        const object = parent.parent();
        if (object?.kind() === 'object') this.#entry(object, '*', node, target);
        else this.#trail.record(node, target, 'value');
        return;
      }
      case 'export_statement':
        this.#trail.hand(node, parent.children().some((child) => child.kind() === 'default') ? 'default' : '=', target);
        return;
      case 'export_specifier':
        this.#trail.hand(node, (parent.field('alias') ?? node).text(), target);
        return;
      case 'field_definition':
      case 'public_field_definition': {
        const name = parent.field('name') ?? parent.field('property');
        if (name !== null && !isSame(name, node)) this.#field(name.text(), node, target);
        return;
      }
      default:
        this.#trail.record(node, target, 'value');
    }
  }

  #bindName(declaration: Declaration, target: Target): void {
    if (declaration.targets.some((each) => isEqual(each, target))) return;
    declaration.targets.push(target);
    for (const node of declaration.nodes) {
      const statement = node.parent()?.parent()?.parent();
      if (statement?.kind() === 'export_statement') this.#trail.hand(node, declaration.name, target);
    }
    this.#trail.later(() => {
      for (const use of this.#names.usesOf(declaration)) this.follow(use, target);
    });
  }

  #bindPart(part: SyntaxRoot, target: Target): void {
    switch (part.kind()) {
      case 'shorthand_property_identifier_pattern':
        this.#bindMember(part, part.text(), target);
        return;
      case 'object_assignment_pattern': {
        const left = part.field('left');
        if (left !== null) this.#bindMember(left, left.text(), target);
        return;
      }
      case 'pair_pattern': {
        const key = keyOf(part.field('key'));
        const value = part.field('value');
        if (key === undefined) this.#trail.record(part, target, 'computed');
        else if (value !== null) this.#bindMember(value, key, target);
        return;
      }
      case 'rest_pattern': {
        const name = part.namedChildren()[0];
        if (name !== undefined) this.bind(name, target);
      }
    }
  }

  #bindMember(pattern: SyntaxRoot, name: string, target: Target): void {
    for (const each of this.#trail.member(target, name)) this.bind(pattern, each);
  }

  #member(expression: SyntaxRoot, target: Target, name: string): void {
    const call = expression.parent();
    const isCallee = call?.kind() === 'call_expression' && isSame(call.field('function'), expression);
    if (call != null && isCallee && (name === 'call' || name === 'apply')) this.#trail.record(call, target, 'call');
    else if (call != null && isCallee && name === 'bind') this.follow(call, target);
    else if (call != null && isCallee && name === 'then' && target.path.length === 0) this.#then(call, target);
    else for (const each of this.#trail.member(target, name)) this.follow(expression, each);
  }

  /** `import('x').then((x) => …)`. */
  #then(call: SyntaxRoot, target: Target): void {
    const callback = call.field('arguments')?.namedChildren()[0];
    const parameter = callback?.field('parameter') ?? callback?.field('parameters')?.namedChildren()[0];
    if (parameter == null) this.#trail.record(call, target, 'value');
    else this.bind(parameter, target);
  }

  #subscript(expression: SyntaxRoot, node: SyntaxRoot, target: Target): void {
    if (!isSame(expression.field('object'), node)) return;
    const name = keyOf(expression.field('index'));
    if (name === undefined) this.#trail.record(expression, target, 'computed');
    else for (const each of this.#trail.member(target, name)) this.follow(expression, each);
  }

  #call(call: SyntaxRoot, target: Target): void {
    this.#trail.record(call, target, 'call');
    const result = this.#trail.result(target);
    if (result !== undefined) this.follow(call, result);
  }

  /** A thing becomes a member of an object. */
  #entry(object: SyntaxRoot, key: string | undefined, node: SyntaxRoot, target: Target): void {
    const around = object.parent();
    if (key === undefined || around === null) {
      this.#trail.record(node, target, 'value');
      return;
    }
    const assigned = around.kind() === 'assignment_expression' ? around.field('left')?.text() : undefined;
    if (assigned === 'module.exports' || assigned === 'exports') this.#trail.hand(node, key, target);
    else this.follow(object, this.#trail.addMember(object.id(), key, target));
  }

  #assignMember(left: SyntaxRoot, target: Target): void {
    const text = headOf(left, 300);
    const exported = /^(?:module\.)?exports(?:\.([\w$]+))?$/.exec(text);
    if (exported !== null && text !== 'exports') this.#trail.hand(left, exported[1] ?? '=', target);
    else if (/^[\w$]+\.#?[\w$]+$/.test(text)) this.#field(text.slice(text.indexOf('.') + 1), left, target);
    else this.#trail.record(left, target, 'value');
  }

  /** A field holds a thing: members of that name in this file are followed; that others read it is not ruled out. */
  #field(name: string, node: SyntaxRoot, target: Target): void {
    if (!name.startsWith('#')) this.#trail.record(node, target, 'value');
    let uses = this.#fields.get(name);
    if (uses === undefined) {
      const all = this.#root.findAll({ rule: { kind: 'member_expression' } });
      uses = all.filter((each) => each.field('property')?.text() === name && isRead(each));
      this.#fields.set(name, uses);
    }
    for (const use of uses) this.#trail.later(() => this.follow(use, target));
  }
}

function isRead(member: SyntaxRoot): boolean {
  const parent = member.parent();
  return parent?.kind() !== 'assignment_expression' || !isSame(parent.field('left'), member);
}

/** The name that a key or an index gives as it stands; `undefined` for a computed one. */
function keyOf(key: SyntaxRoot | null): string | undefined {
  switch (key?.kind()) {
    case 'property_identifier':
    case 'private_property_identifier':
    case 'number':
      return key.text();
    case 'string': {
      const parts = key.namedChildren();
      return parts.length === 1 && parts[0]?.kind() === 'string_fragment' ? parts[0].text() : undefined;
    }
    default:
      return undefined;
  }
}
