import { lineOf, type SyntaxRoot, snippetOf } from '../parser.ts';
import type { FoundUse, HandedOn, HandsOn, Target, UseKind } from '../types.ts';

/** What stands before the path of a file of the project where a module's name is expected. */
const filePrefix = '\u0000file:';
const objectPrefix = '\u0000object:';
const maxSteps = 20_000;
const maxDepth = 300;
const maxPath = 12;

/** What following the things of packages through one file has found. */
export class Trail {
  readonly handedOn: HandedOn;
  readonly handsOn = new Map<string, Target[]>();
  /** More happens in the file than is followed. */
  isTangled = false;
  readonly #uses = new Map<string, FoundUse>();
  readonly #objects = new Map<string, Map<string, Target[]>>();
  readonly #lineOffset: number;
  readonly #waiting: (() => void)[] = [];
  #steps = 0;
  #depth = 0;

  constructor(handedOn: HandedOn, lineOffset = 0) {
    this.handedOn = handedOn;
    this.#lineOffset = lineOffset;
  }

  /** Does one step, and with it those that it leads to at once; none when there were too many, or too deep ones. */
  step(work: () => void): void {
    this.#steps += 1;
    if (this.#steps > maxSteps || this.#depth > maxDepth) this.isTangled = true;
    if (this.isTangled) return;
    this.#depth += 1;
    work();
    this.#depth -= 1;
  }

  /** Puts off a step, so that a long chain of names is not a deep one of calls. */
  later(work: () => void): void {
    this.#waiting.push(work);
  }

  /** Does what was put off, until nothing is left. */
  finish(): void {
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) next();
  }

  get uses(): readonly FoundUse[] {
    return [...this.#uses.values()];
  }

  record(node: SyntaxRoot, target: Target, kind: UseKind, depth = 0): void {
    if (depth > maxPath) return;
    const members = this.#membersOf(target);
    if (members !== undefined) {
      for (const [name, list] of members) {
        // A call of a module calls what the module itself is, and none of its members.
        if (kind === 'call' && name !== '=' && name !== 'default') continue;
        for (const each of list) if (each.module !== target.module) this.record(node, each, kind, depth + 1);
      }
      return;
    }
    const line = lineOf(node) + this.#lineOffset;
    const key = JSON.stringify([line, target.module, target.path, kind]);
    if (!this.#uses.has(key)) this.#uses.set(key, { ...target, kind, line, snippet: snippetOf(node) });
  }

  hand(node: SyntaxRoot, name: string, target: Target): void {
    this.record(node, target, 'handed');
    this.offer(name, target);
  }

  /** Hands on without a word of it, as every name of a Python module is. */
  offer(name: string, target: Target): void {
    if (target.module.startsWith(objectPrefix)) return;
    const list = this.handsOn.get(name) ?? [];
    this.handsOn.set(name, list);
    if (list.every((each) => !isEqual(each, target))) list.push(target);
  }

  /** Adds a member to an object of the file; what stands for the object. */
  addMember(object: string | number, name: string, target: Target): Target {
    const module = `${objectPrefix}${object}`;
    const members = this.#objects.get(module) ?? new Map<string, Target[]>();
    this.#objects.set(module, members);
    members.set(name, [...(members.get(name) ?? []), target]);
    return { module, path: [] };
  }

  /** What a name of a thing is. */
  member(target: Target, name: string, depth = 0): readonly Target[] {
    // Files may hand each other on in a circle.
    if (depth > maxPath) return [];
    const members = this.#membersOf(target);
    if (members !== undefined) {
      const inside = [...(members.get('=') ?? []), ...(members.get('*') ?? [])];
      return [...(members.get(name) ?? []), ...inside.flatMap((each) => this.member(each, name, depth + 1))];
    }
    // Longer chains add nothing to the names that are looked for.
    return target.path.length >= maxPath ? [target] : [{ module: target.module, path: [...target.path, name] }];
  }

  /** What a call of a thing gives. */
  result(target: Target): Target | undefined {
    if (this.#membersOf(target) !== undefined || target.path.length >= maxPath) return undefined;
    return { module: target.module, path: [...target.path, '()'] };
  }

  #membersOf({ module, path }: Target): HandsOn | undefined {
    if (path.length > 0) return undefined;
    if (module.startsWith(objectPrefix)) return this.#objects.get(module);
    return module.startsWith(filePrefix) ? this.handedOn.exportsOf(module.slice(filePrefix.length)) : undefined;
  }
}

/** A file of the project as a thing whose names can be asked for. */
export function fileTarget(path: string): Target {
  return { module: filePrefix + path, path: [] };
}

/** Whether a thing is a file of the project. */
export function isFile(target: Target): boolean {
  return target.module.startsWith(filePrefix);
}

/** Whether two things are one. */
export function isEqual(a: Target, b: Target): boolean {
  return a.module === b.module && a.path.length === b.path.length && a.path.every((part, at) => part === b.path[at]);
}
