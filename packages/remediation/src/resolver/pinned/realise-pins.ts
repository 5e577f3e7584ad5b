import type { VersionMetadata } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import { type PinContext, toleratedOf } from './pin-search.ts';
import type { Ask, Pin, PinMoves } from './types.ts';

/** The pins that moves lead to, and what in them does not fit. */
export interface RealisedPins {
  readonly pins: ReadonlyMap<string, Pin>;
  /** Key before → pin after, of everything that moves. */
  readonly moved: ReadonlyMap<string, Pin>;
  readonly added: readonly Pin[];
  readonly removed: readonly Pin[];
  /** Pins that only the tool knows to be needed: key → `name@version`. */
  readonly possible: ReadonlyMap<string, Pin>;
  /** Requirements of the project that change with what moved: id → requirement. */
  readonly own: ReadonlyMap<string, string>;
  readonly problems: readonly Blockage[];
}

const maxSteps = 2_000;
const maxPossible = 200;

/** Makes the moves, moves what the moved ones ask for, brings in what is new, and drops what nobody asks for any more. */
export async function realisePins(moves: PinMoves, context: PinContext): Promise<RealisedPins> {
  const resolved = await context.project.resolve?.(moves);
  if (resolved !== undefined) return comparedWith(context.project.pins, resolved);
  const draft = new Draft(moves, context);
  for (const [key, version] of moves.pins) await draft.move(key, version);
  await draft.settle();
  return draft.finish();
}

function comparedWith(
  before: ReadonlyMap<string, Pin>,
  { pins, problems }: { readonly pins: ReadonlyMap<string, Pin>; readonly problems: readonly Blockage[] },
): RealisedPins {
  const moved = [...pins].filter(([key, { version }]) => (before.get(key)?.version ?? version) !== version);
  return {
    pins,
    moved: new Map(moved),
    added: [...pins.values()].filter(({ key }) => !before.has(key)),
    removed: [...before.values()].filter(({ key }) => !pins.has(key)),
    possible: new Map(),
    own: new Map(),
    problems,
  };
}

class Draft {
  readonly #moves: PinMoves;
  readonly #context: PinContext;
  readonly #pins: Map<string, Pin>;
  readonly #moved = new Map<string, Pin>();
  readonly #added = new Map<string, Pin>();
  readonly #possible = new Map<string, Pin>();
  readonly #own = new Map<string, string>();
  readonly #problems: Blockage[] = [];
  readonly #open: Pin[] = [];

  constructor(moves: PinMoves, context: PinContext) {
    this.#moves = moves;
    this.#context = context;
    this.#pins = new Map(context.project.pins);
  }

  /** Gives the pin of a key another version. */
  async move(key: string, version: string): Promise<void> {
    const pin = this.#pins.get(key);
    if (pin === undefined) return;
    const next = await this.#pinOf(pin.name, version);
    if (next === undefined) return;
    this.#pins.delete(key);
    this.#pins.set(next.key, next);
    const before = [...this.#moved].find(([, after]) => after.key === key)?.[0] ?? key;
    this.#moved.set(before, next);
    this.#open.push(next);
  }

  /** Answers everything that moved and new pins ask for. */
  async settle(): Promise<void> {
    let steps = 0;
    for (let pin = this.#open.shift(); pin !== undefined; pin = this.#open.shift()) {
      if (this.#pins.get(pin.key) !== pin) continue;
      for (const ask of pin.asks) {
        steps += 1;
        if (steps > maxSteps) {
          this.#problems.push(blockage('resolver-failed', `The pins did not settle after ${maxSteps} steps.`));
          return;
        }
        await this.#answer(pin, ask);
      }
    }
    await this.#expand();
  }

  /** What possible pins would bring along is possible too. */
  async #expand(): Promise<void> {
    if (!this.#context.project.dialect.knowsAdditions) return;
    const open = [...this.#possible.values()];
    for (let at = 0; at < open.length && at < maxPossible; at += 1) {
      const from = open[at];
      const pin = from === undefined ? undefined : await this.#pinOf(from.name, from.version);
      for (const { name, requirement = '' } of pin?.asks ?? []) {
        const isThere = [...this.#pins.values(), ...this.#possible.values()].some((each) => each.name === name);
        const takes = (version: string) => this.#context.project.dialect.takes(requirement, version);
        const version = isThere ? undefined : await this.#newest(name, takes, name, true);
        if (version === undefined) continue;
        await this.#add(name, version, true);
        const key = this.#context.project.dialect.keyOf(name, version);
        const added = this.#possible.get(key);
        if (added !== undefined) open.push(added);
      }
    }
  }

  finish(): RealisedPins {
    const removed = this.#context.project.dialect.knowsGraph ? this.#drop() : [];
    const added = [...this.#added.values()].filter((pin) => this.#pins.get(pin.key) === pin);
    return {
      pins: this.#pins,
      moved: this.#moved,
      added,
      removed,
      possible: this.#possible,
      own: this.#own,
      problems: this.#problems,
    };
  }

  async #answer(pin: Pin, ask: Ask): Promise<void> {
    const { dialect } = this.#context.project;
    const { name, requirement } = ask;
    const takes = (version: string) => requirement === undefined || dialect.takes(requirement, version);
    const holders = [...this.#pins.values()].filter((each) => each.name === name);
    if (holders.some(({ version }) => takes(version)) || this.#moves.overrides.has(name)) return;
    const asks = `${pin.name}@${pin.version} asks for ${name}${requirement === undefined ? '' : ` ${requirement}`}`;
    const exact = requirement === undefined ? undefined : dialect.exact?.(requirement);
    const [flat] = holders;
    if (flat !== undefined && dialect.lineOf(flat.version) === '') {
      if (this.#moves.pins.size > 0 && [...this.#moves.pins.keys()].some((key) => this.#moved.get(key) === flat)) {
        this.#problems.push(blockage('blocked-by-parent', `${asks}, and ${flat.version} is planned.`));
        return;
      }
      const version = exact ?? (await this.#lowest(flat, takes, asks));
      if (version !== undefined) await this.move(flat.key, version);
      return;
    }
    const version = exact ?? (await this.#newest(name, takes, asks, ask.optional === true));
    if (version === undefined) return;
    const twin = holders.find((each) => dialect.lineOf(each.version) === dialect.lineOf(version));
    if (twin !== undefined) {
      const lowest = await this.#lowest(twin, takes, asks);
      if (lowest !== undefined) await this.move(twin.key, lowest);
      return;
    }
    await this.#add(name, version, ask.optional === true || !dialect.knowsAdditions);
  }

  async #add(name: string, version: string, isUnsure: boolean): Promise<void> {
    if (isUnsure) {
      const key = this.#context.project.dialect.keyOf(name, version);
      this.#possible.set(key, { key, name, version, asks: [] });
      return;
    }
    const pin = await this.#pinOf(name, version);
    if (pin === undefined) return;
    this.#pins.set(pin.key, pin);
    this.#added.set(pin.key, pin);
    this.#open.push(pin);
  }

  async #lowest(pin: Pin, takes: (version: string) => boolean, asks: string): Promise<string | undefined> {
    const { choices, freedom, job, project } = this.#context;
    const takesOwn = project.dialect.ownTakes ?? project.dialect.takes;
    const own = project.own.filter(({ name }) => name === pin.name);
    const mayWrite = (requirement: string, version: string) =>
      freedom.direct && project.dialect.restyle(requirement, version) !== undefined;
    const others = [...this.#pins.values()].flatMap((each) => each.asks.filter(({ name }) => name === pin.name));
    const suits = (version: string) =>
      takes(version) &&
      project.dialect.lineOf(version) === project.dialect.lineOf(pin.version) &&
      own.every(({ requirement }) => takesOwn(requirement, version) || mayWrite(requirement, version)) &&
      others.every(({ requirement }) => requirement === undefined || project.dialect.takes(requirement, version));
    const tolerated = toleratedOf(pin, choices, job);
    const offered = await choices.search({ name: pin.name, current: pin.version, tolerated, accept: suits });
    if ('blocked' in offered) {
      this.#problems.push(offered.blocked);
      return undefined;
    }
    const [first] = offered.versions;
    if (first === undefined || pin.foreign !== undefined || pin.rule !== undefined) {
      const sentence = `${asks}, and ${pin.name}@${pin.version} cannot be moved to that.`;
      this.#problems.push(
        blockage(
          'blocked-by-parent',
          sentence,
          offered.refusals.slice(0, 5).map((each) => each.sentence),
        ),
      );
      return undefined;
    }
    for (const { id, requirement } of own) {
      const written = takesOwn(requirement, first.version)
        ? undefined
        : project.dialect.restyle(requirement, first.version);
      if (written !== undefined) this.#own.set(id, written);
    }
    return first.version;
  }

  async #newest(
    name: string,
    takes: (version: string) => boolean,
    asks: string,
    mayMiss: boolean,
  ): Promise<string | undefined> {
    const offered = await this.#context.choices.search({ name, tolerated: new Set(), accept: takes });
    const first = 'blocked' in offered ? undefined : offered.versions[0];
    if (first === undefined && !mayMiss) {
      const [against] = 'blocked' in offered ? [offered.blocked] : offered.refusals;
      const sentence = `${asks}, and no version of it can be used.`;
      // That a package which is asked for has no version says nothing of the affected one.
      const code = against === undefined || against.code === 'no-fixed-version' ? 'resolver-failed' : against.code;
      this.#problems.push(blockage(code, sentence, against === undefined ? [] : [against.sentence]));
    }
    return first?.version;
  }

  async #pinOf(name: string, version: string): Promise<Pin | undefined> {
    const { choices, project } = this.#context;
    const meta = await choices.details(name, version);
    if ('code' in meta) {
      this.#problems.push(meta);
      return undefined;
    }
    return { key: project.dialect.keyOf(name, version), name, version, asks: asksOf(meta) };
  }

  /** Drops what was reached before and is not any more. */
  #drop(): readonly Pin[] {
    const before = this.#reached(this.#context.project.pins, new Map());
    const after = this.#reached(this.#pins, this.#moved);
    const gone = [...this.#pins.values()].filter(({ key }) => !after.has(key) && before.has(key));
    for (const { key } of gone) this.#pins.delete(key);
    return gone;
  }

  #reached(pins: ReadonlyMap<string, Pin>, moved: ReadonlyMap<string, Pin>): ReadonlySet<string> {
    const byName = Map.groupBy(pins.values(), ({ name }) => name);
    const answersTo = ({ name, to }: { name: string; to?: string }): readonly Pin[] => {
      const direct = to === undefined ? undefined : (pins.get(to) ?? pins.get(moved.get(to)?.key ?? ''));
      return direct === undefined ? (byName.get(name) ?? []) : [direct];
    };
    const open = this.#context.project.own.flatMap(answersTo);
    const reached = new Set<string>();
    for (let pin = open.pop(); pin !== undefined; pin = open.pop()) {
      if (reached.has(pin.key)) continue;
      reached.add(pin.key);
      open.push(...pin.asks.flatMap(answersTo));
    }
    return reached;
  }
}

/** What a version asks for. */
export function asksOf({ dependencies, optionalDependencies }: VersionMetadata): readonly Ask[] {
  return [
    ...[...dependencies].map(([name, requirement]): Ask => ({ name, requirement })),
    ...[...optionalDependencies].map(([name, requirement]): Ask => ({ name, requirement, optional: true })),
  ];
}
