import { createHash } from 'node:crypto';
import type { PackageChange } from '@maximus/contracts';
import { createPurl } from '@maximus/inventory';
import type { Result } from '@maximus/kernel';
import type { Matcher } from '@maximus/matching';
import type { Job } from '../../plan/finding.ts';
import { compareCandidates } from '../../plan/order.ts';
import type { MetadataSource } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import type { Candidate, FileChange, Found, ResolverModel, SearchBounds, Steps } from '../types.ts';
import { Choices } from './choices.ts';
import { judgePins } from './judge-pins.ts';
import { affectedPins, ownAsksOf, type PinContext, PinSearch } from './pin-search.ts';
import { type RealisedPins, realisePins } from './realise-pins.ts';
import type { Pin, PinMoves, PinnedProject } from './types.ts';

/** What a model of pins is made of. */
export interface PinnedModelInput {
  readonly project: PinnedProject;
  readonly source: MetadataSource;
  readonly matcher: Matcher;
  /** Milliseconds since the epoch, for the age of releases. */
  readonly now: number;
}

const maxProposals = 24;
/** Candidates to choose among: the search yields the lowest first. */
const enough = 3;

/**
 * A resolver over a lock file that is a set of pins. It moves what must move and predicts what comes with it; whether the
 * pins hold together is for the real tool to judge, which is told of each of them.
 */
export function createPinnedModel({ project, source, matcher, now }: PinnedModelInput): ResolverModel {
  const choicesOf = ({ minReleaseAgeMs }: Job) =>
    new Choices({ dialect: project.dialect, source, matcher, now, minReleaseAgeMs });
  return {
    isDirect: (job) => affectedPins(project, choicesOf(job), job).some((pin) => ownAsksOf(project, pin).length > 0),
    isAffected: (job) => affectedPins(project, choicesOf(job), job).length > 0,
    search: (job, freedom, bounds) => searchIn({ project, choices: choicesOf(job), job, freedom }, bounds, now),
  };
}

async function searchIn(context: PinContext, bounds: SearchBounds, now: number): Promise<Found> {
  const { freedom, project } = context;
  if (freedom.overrides && !project.dialect.overrides) {
    const sentence = `${project.dialect.ecosystem} has no rule here that pins a package below its parents.`;
    return { candidates: [], blockages: [blockage('policy-forbids', sentence)] };
  }
  const search = new PinSearch(context);
  const candidates = new Map<string, Candidate>();
  const objections: Blockage[] = [];
  let tried = 0;
  for await (const moves of search.proposals()) {
    if (bounds.isSpent()) {
      objections.push(blockage('budget-exhausted', `The time for this project was used up after ${tried} tries.`));
      break;
    }
    tried += 1;
    const realised = await realisePins(moves, context);
    const [objection] = judgePins(realised, context);
    if (objection !== undefined) objections.push(objection);
    else {
      const candidate = await candidateOf(moves, realised, context, now);
      if (!candidate.ok) objections.push(blockage('resolver-failed', `${candidate.error.message}.`));
      else if (bounds.refused.has(candidate.value.fingerprint)) {
        objections.push(blockage('resolver-failed', 'The package manager resolved this change to another tree.'));
      } else if (isBetter(candidate.value, candidates.values())) {
        candidates.set(candidate.value.fingerprint, candidate.value);
      }
    }
    if (candidates.size >= enough || tried >= maxProposals) break;
  }
  return { candidates: [...candidates.values()], blockages: [...search.blockages, ...objections] };
}

/** Whether a higher version changes less than every lower one: an older day alone does not speak for it. */
function isBetter(candidate: Candidate, lower: Iterable<Candidate>): boolean {
  const ageless = (each: Candidate): Candidate => ({ ...each, youngestMs: 0, fingerprint: '' });
  return [...lower].every((each) => compareCandidates(ageless(candidate), ageless(each)) < 0);
}

async function candidateOf(
  moves: PinMoves,
  realised: RealisedPins,
  context: PinContext,
  now: number,
): Promise<Result<Candidate>> {
  const { project, choices } = context;
  const { pins, moved, added, possible } = realised;
  const written = await project.write({
    requirements: new Map([...moves.own, ...realised.own]),
    overrides: moves.overrides,
    moved: new Map([...moved].map(([key, pin]) => [key, pin.version])),
    added: new Map(added.map(({ name, version }) => [name, version])),
  });
  if (!written.ok) return written;
  let youngestMs = Number.MAX_SAFE_INTEGER;
  for (const { name, version } of [...moved.values(), ...added]) {
    const meta = await choices.details(name, version);
    if (!('code' in meta) && meta.publishedAt !== undefined) youngestMs = Math.min(youngestMs, now - meta.publishedAt);
  }
  const isSure = project.dialect.knowsAdditions;
  const must = isSure ? pins.values() : moved.values();
  const label = ({ key, name, version }: Pin) => [key, `${name}@${version}`] as const;
  return {
    ok: true,
    value: {
      fingerprint: fingerprintOf(written.value, realised),
      changes: changesOf(realised, context),
      steps: stepsOf(realised, project),
      changedFiles: written.value.length,
      deprecated: 0,
      youngestMs,
      expected: new Map([...must].map(label)),
      possible: new Map([...possible.values(), ...(isSure ? [] : pins.values())].map(label)),
      pins: [
        ...[...moved].map(([key, { name, version }]) => ({
          name,
          from: project.pins.get(key)?.version ?? '',
          to: version,
        })),
        ...added.map(({ name, version }) => ({ name, to: version })),
      ],
      files: written.value,
    },
  };
}

function fingerprintOf(files: readonly FileChange[], { moved, added }: RealisedPins): string {
  const hash = createHash('sha256');
  for (const { file, after } of files) hash.update(`${file}\0${after}\0`);
  for (const { name, version } of [...moved.values(), ...added]) hash.update(`${name}@${version}\0`);
  return hash.digest('hex');
}

function changesOf({ moved, added, removed }: RealisedPins, { project, choices, job }: PinContext): PackageChange[] {
  const { ecosystem, scheme } = project.dialect;
  const isDirect = (pin: Pin | undefined) => pin !== undefined && ownAsksOf(project, pin).length > 0;
  const closes = `closes ${job.targets.map(({ primary_id }) => primary_id).join(', ')}`;
  const purl = ({ name, version }: Pin) => createPurl(ecosystem, name, version);
  const changes = [...moved].map(([key, pin]): PackageChange => {
    const old = project.pins.get(key) ?? pin;
    const [a, b] = [scheme.parse(old.version), scheme.parse(pin.version)];
    return {
      purl_from: purl(old),
      purl_to: purl(pin),
      change: choices.order(pin.version, old.version) < 0 ? 'downgraded' : 'upgraded',
      direct: isDirect(old),
      semver_step: a.ok && b.ok ? scheme.distance(a.value, b.value) : 'unknown',
      why: pin.name === job.name ? closes : 'needed by the change',
    };
  });
  const none = { direct: false, semver_step: 'none' } as const;
  const come = added.map(
    (pin): PackageChange => ({ purl_to: purl(pin), change: 'added', ...none, why: 'needed by the change' }),
  );
  const go = removed.map(
    (pin): PackageChange => ({
      purl_from: purl(pin),
      change: 'removed',
      ...none,
      why: 'nothing asks for it any more',
    }),
  );
  const keyOf = ({ purl_from, purl_to }: PackageChange) => purl_from ?? purl_to ?? '';
  return [...changes, ...come, ...go].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}

const places = { major: 0, minor: 1, patch: 2 } as const;

/** How far two versions lie apart at one place of their numbers; one at least. */
function between(from: string, to: string, place: number): number {
  const [a = [], b = []] = [from, to].map((each) => (each.match(/\d{1,9}/g) ?? []).map(Number));
  return Math.max(1, Math.abs((a[place] ?? 0) - (b[place] ?? 0)));
}

function stepsOf({ moved }: RealisedPins, { pins, dialect }: PinnedProject): Steps {
  const steps = { major: 0, minor: 0, patch: 0 };
  for (const [key, { version }] of moved) {
    const [a, b] = [dialect.scheme.parse(pins.get(key)?.version ?? ''), dialect.scheme.parse(version)];
    const step = a.ok && b.ok ? dialect.scheme.distance(a.value, b.value) : 'none';
    if (step !== 'none') steps[step] += between(pins.get(key)?.version ?? '', version, places[step]);
  }
  return steps;
}
