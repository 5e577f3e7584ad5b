import { execFileSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { frozenClock, newId, systemClock } from '@maximus/kernel';
import { packageManagers } from '@maximus/remediation';
import {
  type Flaw,
  findingsIn,
  loopbackRegistry,
  matcherOfFlaws,
  type NpmUniverse,
  npmProject,
} from '@maximus/remediation/testing';
import { createSigner, newSigningKey } from '../evidence/signer.ts';
import { proveRemedy } from '../run/prove-remedy.ts';
import type { ArenaEdit, ArenaNeeds, ArenaRun, FinishedRun, RemedyToProve } from '../run/types.ts';
import type { SandboxSupport } from '../sandbox/probe.ts';
import { workFolder } from './work-folder.ts';

/** The day of every trial: the indexes of tests are built on the day before. */
const trialDay = Date.parse('2026-11-21T00:00:00Z');

type Manifest = Readonly<Record<string, unknown>>;

/**
 * One state of an npm project: its manifests, and the versions that were current when its lock file was written; or its files
 * as they are, where no model would make them.
 */
export type TrialTree =
  | {
      readonly manifests: Readonly<Record<string, Manifest>>;
      readonly locked: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly files: Readonly<Record<string, string>> };

/** A change of an npm project, judged with the real npm and a registry on loopback that holds packages of the test's own. */
export interface NpmTrial {
  readonly support: SandboxSupport;
  readonly universe: NpmUniverse;
  readonly flaws: readonly Flaw[];
  readonly before: TrialTree;
  readonly after: TrialTree;
  /** Further files of the project. */
  readonly files?: Readonly<Record<string, string>>;
  /** Changes the edits beside what the two trees differ in. */
  readonly edit?: (edits: ReadonlyMap<string, string>) => ReadonlyMap<string, string>;
  readonly needs?: Partial<ArenaNeeds>;
  readonly input?: Partial<RemedyToProve>;
}

const npmVersion = (): string => execFileSync('npm', ['--version'], { encoding: 'utf8' }).trim();

/** Runs a trial to its end, at level `static` unless `needs` says otherwise. */
export async function tryRemedy(trial: NpmTrial): Promise<FinishedRun> {
  const run = await startTrial(trial);
  if (run.state !== 'finished') throw new Error('the run was cancelled');
  return run;
}

/** As `tryRemedy`, for runs that may be cancelled. */
export async function startTrial(trial: NpmTrial): Promise<ArenaRun> {
  const { universe, flaws, before, after, files = {}, support } = trial;
  await using registry = await loopbackRegistry(universe);
  const treeOf = (tree: TrialTree): Promise<Readonly<Record<string, string>>> =>
    'files' in tree ? Promise.resolve(tree.files) : npmProject({ ...tree, universe, address: registry.address });
  const [old, planned] = [await treeOf(before), await treeOf(after)];
  const changed = new Map(Object.entries(planned).filter(([name, text]) => old[name] !== text));
  const edits = trial.edit?.(changed) ?? changed;
  await using project = await workFolder({ ...files, ...old });
  await using scratch = await workFolder();
  await chmod(scratch.path, 0o711);
  const matcher = matcherOfFlaws(flaws);
  const targets = findingsIn(old['package-lock.json'] ?? '', matcher).map(
    ({ group_id, primary_id, purl, priority }) => ({ group_id, primary_id, purl, priority }),
  );
  const clock = frozenClock(trialDay);
  return await proveRemedy(
    {
      runId: newId('run', systemClock),
      evidenceId: newId('evd', systemClock),
      subject: {
        project: 'trial',
        base_commit: '',
        patch_digest: 'a'.repeat(64),
        apv_ids: [],
        alias_groups: [...new Set(targets.map(({ group_id }) => group_id))],
        targets,
      },
      baseFolder: project.path,
      edits: [...edits].map(([file, text]): ArenaEdit => ({ file, bytes: Buffer.from(text) })),
      packageChanges: [],
      lockFile: 'package-lock.json',
      packageManager: 'npm',
      diff: '--- a\n+++ b\n',
      ...trial.input,
    },
    {
      index: matcher.index,
      support,
      level: 'static',
      allowProcess: true,
      consent: true,
      managers: packageManagers,
      tools: new Map([['npm', [{ version: npmVersion(), argv: ['npm'], mounts: [] }]]]),
      access: { defaultRegistry: registry.address, credentials: new Map() },
      tests: { mode: 'auto' },
      signer: createSigner(newSigningKey()),
      scratchFolder: scratch.path,
      clock,
      version: '0.0.0',
      ...trial.needs,
    },
  );
}
