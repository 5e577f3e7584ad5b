import type { Job } from '../../plan/finding.ts';
import type { VersionMetadata } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import type { Freedom } from '../types.ts';
import type { Choices } from './choices.ts';
import { noPinMoves, type OwnAsk, type Pin, type PinMoves, type PinnedProject } from './types.ts';

const maxDepth = 8;

/** What a search is made in. */
export interface PinContext {
  readonly project: PinnedProject;
  readonly choices: Choices;
  readonly job: Job;
  readonly freedom: Freedom;
}

/** The pins that a target of the job speaks of. */
export function affectedPins({ pins }: PinnedProject, choices: Choices, { name, groups }: Job): readonly Pin[] {
  return [...pins.values()].filter(
    (pin) => pin.name === name && [...choices.hits(name, pin.version)].some((group) => groups.has(group)),
  );
}

/** Groups that speak of a pin already and need not go with this job. */
export function toleratedOf({ name, version }: Pin, choices: Choices, job: Job): ReadonlySet<string> {
  return new Set([...choices.judge(name, version)].filter((group) => name !== job.name || !job.groups.has(group)));
}

/** Finds pins that may close the targets, lowest first, and notes what stands in the way of others. */
export class PinSearch {
  readonly blockages: Blockage[] = [];
  readonly #context: PinContext;

  constructor(context: PinContext) {
    this.#context = context;
  }

  /** Moves for all affected pins together. */
  async *proposals(): AsyncGenerator<PinMoves> {
    const { project, choices, job } = this.#context;
    const pins = affectedPins(project, choices, job);
    if (pins.length > 0) yield* this.#forAll(pins, 0, noPinMoves);
  }

  async *#forAll(pins: readonly Pin[], at: number, moves: PinMoves): AsyncGenerator<PinMoves> {
    const pin = pins[at];
    if (pin === undefined) {
      yield moves;
      return;
    }
    for await (const next of this.#forPin(pin, moves)) yield* this.#forAll(pins, at + 1, next);
  }

  async *#forPin(pin: Pin, moves: PinMoves): AsyncGenerator<PinMoves> {
    const { choices, job, project } = this.#context;
    const label = `${pin.name}@${pin.version}`;
    if (pin.foreign !== undefined) {
      this.#block(
        'range-excludes-fix',
        `${label} comes from ${pin.foreign.slice(0, 200)}: no published version replaces it.`,
      );
      return;
    }
    if (pin.rule !== undefined) {
      this.#block('pinned-by-override', `${pin.rule.slice(0, 200)} keeps ${pin.name} at ${pin.version}.`);
      return;
    }
    const { name, version: current } = pin;
    const tolerated = toleratedOf(pin, choices, job);
    const offered = await choices.search({ name, current, tolerated, mayGoDown: job.mayGoDown });
    if ('blocked' in offered) {
      this.blockages.push(offered.blocked);
      return;
    }
    if (offered.versions.length === 0) this.#noneFor(label, offered.refusals);
    for (const { version } of offered.versions) {
      const isSameLine = project.dialect.lineOf(version) === project.dialect.lineOf(current);
      if (!this.#mayStep(pin, version)) return;
      const moved = await this.#place(pin, version, moves, 0);
      if (moved !== undefined) yield moved;
      else if (!isSameLine && !this.#context.freedom.majors) return;
    }
  }

  #noneFor(label: string, refusals: readonly Blockage[]): void {
    const decisive =
      refusals.find(({ code }) => code === 'registry-unreachable') ??
      refusals.find(({ code }) => code === 'version-too-new' || code === 'version-yanked') ??
      refusals.find(({ code }) => code === 'engine-conflict' || code === 'resolver-failed') ??
      blockage('no-fixed-version', `No published version above ${label} is free of what is known.`);
    this.blockages.push({ ...decisive, evidence: refusals.map(({ sentence }) => sentence).slice(0, 20) });
  }

  /** Moves a pin, with whoever must let go of it; nothing where somebody may not. */
  async #place(pin: Pin, version: string, moves: PinMoves, depth: number): Promise<PinMoves | undefined> {
    const { project, freedom } = this.#context;
    const takes = project.dialect.ownTakes ?? project.dialect.takes;
    let next: PinMoves = { ...moves, pins: new Map([...moves.pins, [pin.key, version]]) };
    for (const key of project.together?.get(pin.key) ?? []) {
      const twin = project.pins.get(key);
      const meta = twin === undefined ? undefined : await this.#context.choices.details(twin.name, version);
      if (twin !== undefined && meta !== undefined && 'code' in meta) {
        const sentence = `${twin.name} has its version from the same place as ${pin.name}, and there is no ${version} of it.`;
        this.#block('range-excludes-fix', sentence);
        return undefined;
      }
      next = { ...next, pins: new Map([...next.pins, [key, version]]) };
    }
    for (const own of ownAsksOf(project, pin)) {
      if (takes(next.own.get(own.id) ?? own.requirement, version)) continue;
      const written = project.dialect.restyle(own.requirement, version);
      const asks = `${own.file} asks for ${own.name} ${own.requirement}`;
      if (!freedom.direct || written === undefined) {
        const why = written === undefined ? 'which is not in a form that is edited' : `${version} is needed`;
        this.#block('range-excludes-fix', `${asks}; ${why}.`);
        return undefined;
      }
      next = { ...next, own: new Map([...next.own, [own.id, written]]) };
    }
    for (const parent of parentsOf(project, pin)) {
      if (next.pins.has(parent.key)) continue;
      const requirement = await this.#requirementOf(parent, pin);
      if (requirement === undefined || project.dialect.takes(requirement, version)) continue;
      const asks = `${parent.name}@${parent.version} asks for ${pin.name} ${requirement}`;
      if (freedom.overrides && project.dialect.overrides) {
        next = { ...next, overrides: new Map([...next.overrides, [pin.name, version]]) };
        continue;
      }
      if (!freedom.ancestors) {
        this.#block('blocked-by-parent', `${asks}; ${version} is needed.`);
        return undefined;
      }
      const climbed = await this.#climb(parent, pin, version, next, depth + 1, asks);
      if (climbed === undefined) return undefined;
      next = climbed;
    }
    return next;
  }

  /** Moves a package that holds another back to the lowest version that lets go of it. */
  async #climb(
    parent: Pin,
    held: Pin,
    version: string,
    moves: PinMoves,
    depth: number,
    asks: string,
  ): Promise<PinMoves | undefined> {
    const { choices, job, project } = this.#context;
    if (parent.foreign !== undefined || parent.rule !== undefined || depth > maxDepth) {
      this.#block('blocked-by-parent', `${asks}, and that package cannot be moved.`);
      return undefined;
    }
    const tolerated = toleratedOf(parent, choices, job);
    const offered = await choices.search({ name: parent.name, current: parent.version, tolerated });
    if ('blocked' in offered) {
      this.blockages.push(offered.blocked);
      return undefined;
    }
    const tried: string[] = [];
    for (const listed of offered.versions) {
      if (!this.#mayStep(parent, listed.version)) return undefined;
      const meta = await choices.details(parent.name, listed.version);
      if ('code' in meta) {
        this.blockages.push(meta);
        return undefined;
      }
      tried.push(`${parent.name}@${listed.version}`);
      const requirement = requirementIn(meta, held.name);
      if (requirement !== undefined && !project.dialect.takes(requirement, version)) continue;
      const moved = await this.#place(parent, listed.version, moves, depth);
      if (moved !== undefined) return moved;
    }
    const sentence = `${asks}, and none of its ${tried.length} later versions lets go of that.`;
    this.#block('blocked-by-parent', sentence, [
      ...tried.slice(0, 20),
      ...offered.refusals.slice(0, 5).map((each) => each.sentence),
    ]);
    return undefined;
  }

  async #requirementOf(parent: Pin, pin: Pin): Promise<string | undefined> {
    const stated = parent.asks.find(
      (ask) => ask.name === pin.name && (ask.to === undefined || ask.to === pin.key),
    )?.requirement;
    if (stated !== undefined || parent.foreign !== undefined) return stated;
    const meta = await this.#context.choices.details(parent.name, parent.version);
    // What the registry does not tell is left for the tool to judge.
    return 'code' in meta ? undefined : requirementIn(meta, pin.name);
  }

  #mayStep({ name, version: from }: Pin, to: string): boolean {
    const { project, freedom } = this.#context;
    const { scheme } = project.dialect;
    const [a, b] = [scheme.parse(from), scheme.parse(to)];
    if (freedom.majors || !a.ok || !b.ok || scheme.distance(a.value, b.value) !== 'major') return true;
    this.#block('needs-major', `${name} would have to go from ${from} to ${to}, a major step.`);
    return false;
  }

  #block(code: Blockage['code'], sentence: string, evidence: readonly string[] = []): void {
    if (!this.blockages.some((each) => each.sentence === sentence))
      this.blockages.push(blockage(code, sentence, evidence));
  }
}

/** The project's own requirements that a pin answers. */
export function ownAsksOf({ own }: PinnedProject, pin: Pin): readonly OwnAsk[] {
  return own.filter(({ name, to }) => name === pin.name && (to === undefined || to === pin.key));
}

function parentsOf({ pins }: PinnedProject, pin: Pin): readonly Pin[] {
  return [...pins.values()].filter(({ asks }) =>
    asks.some(({ name, to }) => name === pin.name && (to === undefined || to === pin.key)),
  );
}

function requirementIn(meta: VersionMetadata, name: string): string | undefined {
  return meta.dependencies.get(name) ?? meta.optionalDependencies.get(name);
}
