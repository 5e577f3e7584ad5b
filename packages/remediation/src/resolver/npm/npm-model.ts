import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '@maximus/kernel';
import type { Matcher } from '@maximus/matching';
import { parseObject } from '../../edit/json/index.ts';
import { errors } from '../../errors.ts';
import type { Job } from '../../plan/finding.ts';
import type { MetadataSource } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import type { Candidate, Found, Freedom, ResolverModel, SearchBounds } from '../types.ts';
import { Offers } from './offers.ts';
import { judgeOutcome, type Outcome } from './outcome.ts';
import { readOverrides } from './override-rules.ts';
import { readNpmLock } from './read-lock.ts';
import { isTarget, type RealiseContext, realise } from './realise.ts';
import { Search } from './search.ts';
import { type ProjectTexts, writeFiles } from './write-files.ts';

/** What the model of one lock file is made of. */
export interface NpmModelInput extends ProjectTexts {
  readonly source: MetadataSource;
  readonly matcher: Matcher;
  /** Milliseconds since the epoch, for the age of releases. */
  readonly now: number;
}

const maxProposals = 48;
/** Acceptable candidates to choose among: the search yields the smallest first, but does not count packages. */
const enough = 3;

/**
 * npm's rules over a package-lock.json of version 2 or 3. Fails with `remediation.lock_unparsed` where the file is not one,
 * or where manifest and lock file disagree: a plan would then move what is no part of it.
 */
export function createNpmModel(input: NpmModelInput): Result<ResolverModel> {
  const manifests = new Map<string, Record<string, unknown>>();
  for (const [path, text] of input.manifests) {
    const manifest = parseObject(text);
    if (manifest === undefined) return fail(errors.lock_unparsed(`the manifest of "${path}" is not a JSON object`));
    manifests.set(path, manifest);
  }
  const read = readNpmLock(input.lockText, manifests);
  if (!read.ok) return read;
  const lock = read.value;
  const [disagreement] = lock.disagreements;
  if (disagreement !== undefined) {
    return fail(
      errors.lock_unparsed(`manifest and lock file disagree: ${disagreement}`, {
        all: lock.disagreements.slice(0, 20),
      }),
    );
  }
  const rules = readOverrides(manifests.get('') ?? {});
  const contextOf = (job: Job): RealiseContext => ({
    lock,
    rules,
    job,
    offers: new Offers({
      source: input.source,
      matcher: input.matcher,
      now: input.now,
      minReleaseAgeMs: job.minReleaseAgeMs,
    }),
  });
  const copiesOf = (job: Job) => {
    const { offers } = contextOf(job);
    return [...lock.tree.nodes()].filter((node) => isTarget(node, offers, job));
  };
  return ok({
    isDirect: (job) =>
      copiesOf(job).some((node) => lock.tree.edgesInto(node).some(({ from }) => from.role === 'project')),
    isAffected: (job) => copiesOf(job).length > 0,
    search: (job, freedom, bounds) => searchIn(contextOf(job), freedom, bounds, input),
  });
}

async function searchIn(
  context: RealiseContext,
  freedom: Freedom,
  bounds: SearchBounds,
  input: NpmModelInput,
): Promise<Found> {
  const search = new Search(context, freedom, bounds.policy);
  const candidates = new Map<string, Candidate>();
  const objections: Blockage[] = [];
  let tried = 0;
  for await (const moves of search.proposals()) {
    if (bounds.isSpent()) {
      objections.push(blockage('budget-exhausted', `The time for this project was used up after ${tried} tries.`));
      break;
    }
    tried += 1;
    const outcome = await judgeOutcome(moves, await realise(moves, context), context, input.now);
    const [first] = outcome.objections;
    if (first !== undefined) objections.push(first);
    else {
      const candidate = candidateOf(outcome, context, input);
      if (!candidate.ok) objections.push(blockage('resolver-failed', `${candidate.error.message}.`));
      else if (bounds.refused.has(candidate.value.fingerprint)) {
        objections.push(blockage('resolver-failed', 'The package manager resolved this change to another tree.'));
      } else candidates.set(candidate.value.fingerprint, candidate.value);
    }
    if (candidates.size >= enough || tried >= maxProposals) break;
  }
  return { candidates: [...candidates.values()], blockages: [...search.blockages, ...objections] };
}

function candidateOf(outcome: Outcome, { lock }: RealiseContext, input: NpmModelInput): Result<Candidate> {
  const files = writeFiles(input, lock, outcome);
  if (!files.ok) return files;
  const { changes, steps, changedFiles, youngestMs, deprecated, tree } = outcome;
  const hash = createHash('sha256');
  for (const { file, after } of files.value) hash.update(`${file}\0${after}\0`);
  const packages = [...tree.nodes()].filter(({ role }) => role === 'package');
  return ok({
    fingerprint: hash.digest('hex'),
    changes,
    steps,
    changedFiles,
    youngestMs,
    deprecated,
    expected: new Map(packages.map(({ path, name, version }) => [path, `${name}@${version ?? ''}`])),
    files: files.value,
  });
}
