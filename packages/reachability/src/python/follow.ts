import { type Declaration, isSame, Names } from '../follow/names.ts';
import { isEqual, type Trail } from '../follow/trail.ts';
import { type SyntaxRoot, startOf } from '../parser.ts';
import type { Target } from '../types.ts';
import { plainText } from './plain-text.ts';
import { pythonNames, pythonRoles } from './roles.ts';

const transparent = new Set(['parenthesized_expression', 'await', 'conditional_expression', 'boolean_operator']);
/** Parents in which a value is only looked at, or named as a type. */
const harmless = new Set([
  'expression_statement',
  'type',
  'not_operator',
  'comparison_operator',
  'if_statement',
  'except_clause',
  'with_item',
  'interpolation',
  'dotted_name',
  'case_pattern',
  'assert_statement',
  'raise_statement',
  'delete_statement',
]);

/** Follows what a Python module binds from packages: names, attributes, results, fields, what other modules can import. */
export class PythonTrail {
  readonly #trail: Trail;
  readonly #root: SyntaxRoot;
  readonly #names: Names;
  readonly #fields = new Map<string, SyntaxRoot[]>();

  constructor(root: SyntaxRoot, text: string, trail: Trail) {
    this.#root = root;
    this.#trail = trail;
    this.#names = new Names(root, pythonNames, pythonRoles(root, text));
  }

  /** Binds a name or a pattern to a thing, and follows the name from there. */
  bind(pattern: SyntaxRoot, target: Target): void {
    this.#trail.step(() => this.#bind(pattern, target));
  }

  /** Follows an expression that stands for a thing into whatever is done with it. */
  follow(node: SyntaxRoot, target: Target): void {
    this.#trail.step(() => this.#follow(node, target));
  }

  /** Follows names that a star import brings, where the file declares none of that name. */
  star(names: Iterable<string>, target: Target): void {
    this.#trail.offer('*', target);
    for (const name of names) {
      for (const use of this.#names.freeUses(name)) {
        for (const each of this.#trail.member(target, name)) this.follow(use, each);
      }
    }
  }

  #bind(pattern: SyntaxRoot, target: Target): void {
    switch (pattern.kind()) {
      case 'identifier': {
        const declaration = this.#names.declarationAt(pattern);
        if (declaration === undefined) this.#trail.record(pattern, target, 'value');
        else this.#bindName(declaration, target);
        return;
      }
      case 'attribute':
        this.#field(pattern.field('attribute')?.text() ?? '', pattern, target);
        return;
      default:
        this.#trail.record(pattern, target, 'value');
    }
  }

  #bindName(declaration: Declaration, target: Target): void {
    if (declaration.targets.some((each) => isEqual(each, target))) return;
    declaration.targets.push(target);
    const { start, end } = this.#root.range();
    const isOfModule = declaration.start === start.index && declaration.end === end.index;
    if (isOfModule) this.#trail.offer(declaration.name, target);
    this.#trail.later(() => {
      for (const use of this.#names.usesOf(declaration)) this.follow(use, target);
      const node = declaration.nodes[0];
      // An attribute of a class is read through its instances.
      if (node !== undefined && isInClass(node)) this.#field(declaration.name, node, target);
    });
  }

  #follow(node: SyntaxRoot, target: Target): void {
    const parent = node.parent();
    if (parent === null) return;
    const kind = String(parent.kind());
    if (transparent.has(kind)) {
      this.follow(parent, target);
      return;
    }
    if (harmless.has(kind)) return;
    switch (kind) {
      case 'attribute':
        for (const each of this.#trail.member(target, parent.field('attribute')?.text() ?? ''))
          this.follow(parent, each);
        return;
      case 'call':
        this.#call(parent, target);
        return;
      case 'argument_list':
        this.#argument(parent, node, target);
        return;
      case 'decorator':
        this.#trail.record(node, target, 'call');
        return;
      case 'assignment':
      case 'augmented_assignment': {
        const left = parent.field('left');
        if (left !== null && isSame(parent.field('right'), node)) this.bind(left, target);
        return;
      }
      case 'expression_list':
        this.#listed(parent, node, target);
        return;
      case 'named_expression': {
        const name = parent.field('name');
        if (name !== null) this.bind(name, target);
        this.follow(parent, target);
        return;
      }
      case 'default_parameter':
      case 'typed_default_parameter': {
        const name = parent.field('name');
        if (name !== null) this.bind(name, target);
        return;
      }
      case 'as_pattern': {
        const name = parent.field('alias')?.namedChildren()[0];
        if (name !== undefined && parent.parent()?.kind() === 'with_item') this.bind(name, target);
        return;
      }
      default:
        this.#trail.record(node, target, 'value');
    }
  }

  #call(call: SyntaxRoot, target: Target): void {
    this.#trail.record(call, target, 'call');
    const result = this.#trail.result(target);
    if (result !== undefined) this.follow(call, result);
  }

  #argument(list: SyntaxRoot, node: SyntaxRoot, target: Target): void {
    const call = list.parent();
    if (call?.kind() === 'class_definition') {
      this.#trail.record(node, target, 'call');
      return;
    }
    const [object, name] = list.namedChildren();
    if (
      call === null ||
      startOf(call.field('function'), 20) !== 'getattr' ||
      object === undefined ||
      !isSame(object, node)
    ) {
      this.#trail.record(node, target, 'value');
      return;
    }
    const text = name === undefined ? undefined : plainText(name);
    if (text === undefined) this.#trail.record(call, target, 'computed');
    else for (const each of this.#trail.member(target, text)) this.follow(call, each);
  }

  /** `a, b = x, y`. */
  #listed(list: SyntaxRoot, node: SyntaxRoot, target: Target): void {
    const assignment = list.parent();
    const left = assignment?.kind() === 'assignment' ? assignment.field('left') : null;
    const at = list.namedChildren().findIndex((each) => isSame(each, node));
    const name = left?.kind() === 'pattern_list' ? left.namedChildren()[at] : undefined;
    if (name === undefined) this.#trail.record(node, target, 'value');
    else this.bind(name, target);
  }

  /** A field holds a thing: attributes of that name in this file are followed; that others read it is not ruled out. */
  #field(name: string, node: SyntaxRoot, target: Target): void {
    this.#trail.record(node, target, 'value');
    let uses = this.#fields.get(name);
    if (uses === undefined) {
      const all = this.#root.findAll({ rule: { kind: 'attribute' } });
      uses = all.filter((each) => each.field('attribute')?.text() === name && isRead(each));
      this.#fields.set(name, uses);
    }
    for (const use of uses) this.#trail.later(() => this.follow(use, target));
  }
}

function isRead(attribute: SyntaxRoot): boolean {
  const parent = attribute.parent();
  return parent?.kind() !== 'assignment' || !isSame(parent.field('left'), attribute);
}

function isInClass(name: SyntaxRoot): boolean {
  return name.parent()?.parent()?.parent()?.parent()?.kind() === 'class_definition';
}
