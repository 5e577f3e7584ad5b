import { Trail } from '../follow/trail.ts';
import { lineOf, parseSource, type SyntaxRoot, snippetOf } from '../parser.ts';
import type { FileImports, FoundImport, HandedOn, MethodCall, Target, UseKind } from '../types.ts';
import { macroCalls } from './macro-calls.ts';
import { pathOf, usedPaths } from './use-tree.ts';

/** What is looked for in a Rust file. */
export interface RustSearch {
  readonly handedOn: HandedOn;
  readonly methods: ReadonlySet<string>;
  /** Segments of symbols: names that a glob may bring. */
  readonly names: ReadonlySet<string>;
  follows(crate: string): boolean;
}

/** Crates that a Rust file names, in `use` or in paths, and the use of what is followed. */
export async function rustFile(path: string, text: string, search: RustSearch): Promise<FileImports> {
  const root = await parseSource('rust', text);
  const file = new RustFile(path, root, search);
  file.readUses();
  file.readPaths();
  file.readNames();
  file.readMethods();
  const broken = root.find({ rule: { kind: 'ERROR' } }) !== null;
  const { imports, methods, trail } = file;
  return { imports, methods, dynamicLines: [], broken, uses: trail.uses, handsOn: trail.handsOn };
}

class RustFile {
  readonly imports: FoundImport[] = [];
  readonly methods: MethodCall[] = [];
  readonly trail: Trail;
  readonly #path: string;
  readonly #root: SyntaxRoot;
  readonly #search: RustSearch;
  /** Local name → what it stands for. */
  readonly #local = new Map<string, Target[]>();
  readonly #own = new Set<string>();

  constructor(path: string, root: SyntaxRoot, search: RustSearch) {
    this.#path = path;
    this.#root = root;
    this.#search = search;
    this.trail = new Trail(search.handedOn);
    for (const module of root.findAll({ rule: { kind: 'mod_item' } }))
      this.#own.add(module.field('name')?.text() ?? '');
  }

  readUses(): void {
    for (const node of this.#root.findAll({ rule: { kind: 'use_declaration' } })) {
      const isPublic = node.namedChildren()[0]?.kind() === 'visibility_modifier';
      for (const { path, name } of usedPaths(node)) {
        for (const target of this.#targets(path)) {
          this.#note(node, target);
          if (isPublic) this.trail.hand(node, name, target);
          const names = name === '*' ? [...this.#search.names] : [name];
          for (const each of names) this.#bind(each, name === '*' ? extended(target, [each]) : target);
        }
      }
    }
    for (const node of this.#root.findAll({ rule: { kind: 'extern_crate_declaration' } })) {
      const crate = node.field('name')?.text() ?? '';
      if (!this.#search.follows(crate)) continue;
      this.#note(node, { module: crate, path: [] });
      this.#bind(node.field('alias')?.text() ?? crate, { module: crate, path: [] });
    }
  }

  /** Paths that start at a crate, at a name that was brought in, or at a module that hands on. */
  readPaths(): void {
    const any = [{ kind: 'scoped_identifier' as const }, { kind: 'scoped_type_identifier' as const }];
    for (const node of this.#root.findAll({ rule: { any } })) {
      const parent = node.parent();
      const kind = String(parent?.kind());
      if (kind.startsWith('scoped_') || kind.startsWith('use_') || kind === 'generic_type') continue;
      const isType = node.kind() === 'scoped_type_identifier';
      this.#meet(node, pathOf(node), isType || isCalled(node) ? 'call' : 'value');
    }
    // A generic type has its path inside: `codec::Reader<T>`.
    for (const node of this.#root.findAll({ rule: { kind: 'generic_type' } })) this.#meet(node, pathOf(node), 'call');
    for (const call of macroCalls(this.#root)) {
      if (call.method !== undefined) this.#method(call.node, call.method);
      else this.#meet(call.node, call.path, call.isCalled ? 'call' : 'value');
    }
  }

  /** Names that a `use` brought, alone. */
  readNames(): void {
    if (this.#local.size === 0) return;
    const any = [{ kind: 'identifier' as const }, { kind: 'type_identifier' as const }];
    for (const node of this.#root.findAll({ rule: { any } })) {
      const targets = this.#local.get(node.text());
      const kind = String(node.parent()?.kind());
      if (targets === undefined || /^(?:scoped_|use_|token_tree|.*_pattern$|parameter$|mod_item|extern_)/.test(kind))
        continue;
      if (kind === 'let_declaration' && node.parent()?.field('pattern')?.id() === node.id()) continue;
      const isType = node.kind() === 'type_identifier';
      for (const each of targets) this.trail.record(node, each, isType || isCalled(node) ? 'call' : 'value');
    }
  }

  readMethods(): void {
    for (const node of this.#root.findAll({ rule: { kind: 'field_expression' } })) {
      const name = node.field('field')?.text() ?? '';
      const kind = node.parent()?.kind();
      if (kind === 'call_expression' || kind === 'generic_function') this.#method(node, name);
    }
  }

  #method(node: SyntaxRoot, name: string): void {
    if (!this.#search.methods.has(name)) return;
    this.methods.push({ name, line: lineOf(node), snippet: snippetOf(node.parent() ?? node) });
  }

  #meet(node: SyntaxRoot, path: readonly string[], kind: UseKind): void {
    for (const target of this.#targets(path)) {
      this.#note(node, target);
      this.trail.record(node, target, kind);
    }
  }

  #targets(path: readonly string[]): readonly Target[] {
    const [first = '', ...rest] = path;
    const local = this.#local.get(first);
    if (local !== undefined) return local.map((target) => extended(target, rest));
    if (this.#search.follows(first) && !this.#own.has(first)) return [{ module: first, path: rest }];
    for (let at = 0; at + 1 < path.length; at += 1) {
      const file = this.#search.handedOn.resolve(this.#path, path[at] ?? '');
      if (file === undefined || file === this.#path) continue;
      const handed = this.#search.handedOn.exportsOf(file);
      const after = path.slice(at + 2);
      const named = (handed.get(path[at + 1] ?? '') ?? []).map((target) => extended(target, after));
      return [...named, ...(handed.get('*') ?? []).map((target) => extended(target, path.slice(at + 1)))];
    }
    return [];
  }

  #bind(name: string, target: Target): void {
    this.#local.set(name, [...(this.#local.get(name) ?? []), target]);
  }

  #note(node: SyntaxRoot, { module }: Target): void {
    const line = lineOf(node);
    if (this.imports.some((each) => each.module === module && each.line === line)) return;
    this.imports.push({ module, line, snippet: snippetOf(node), typeOnly: false });
  }
}

function extended({ module, path }: Target, more: readonly string[]): Target {
  return { module, path: [...path, ...more].slice(0, 20) };
}

function isCalled(node: SyntaxRoot): boolean {
  const parent = node.parent();
  return parent?.kind() === 'call_expression' && parent.field('function')?.id() === node.id();
}
