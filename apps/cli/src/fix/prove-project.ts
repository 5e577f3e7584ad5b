import { join } from 'node:path';
import type { AdvisoryIndex } from '@maximus/advisories';
import {
  type ArenaNeeds,
  createBubblewrapSandbox,
  createTreeCache,
  probeSandbox,
  type SandboxSupport,
} from '@maximus/arena';
import type { ProjectFiles } from '@maximus/inventory';
import { packageManagers, type Toolchain } from '@maximus/remediation';
import type { CommandIo } from '../terminal/io.ts';
import { version } from '../version.ts';
import type { GitFacts } from './deliver/git.ts';
import type { FixOptions } from './fix-options.ts';
import { createProver } from './prove/create-prover.ts';
import { proveDrafts } from './prove/prove-drafts.ts';
import { proveLock } from './prove/prove-lock.ts';
import { stateFolder, userSigner } from './prove/signing-key.ts';
import type { CodeProver, Prover } from './prove/types.ts';
import type { StepLines } from './show/step-lines.ts';
import type { LockWork } from './types.ts';

/** What proving the plans of a project takes. */
export interface ProveProjectInput {
  readonly options: FixOptions;
  readonly locks: readonly LockWork[];
  readonly index: AdvisoryIndex;
  /** `scan.max_db_age`: what the scan went by holds for the proof too. */
  readonly maxIndexAgeMs: number;
  readonly project: ProjectFiles;
  readonly facts: GitFacts | undefined;
  readonly name: string;
  readonly scratchFolder: string;
  readonly steps: StepLines;
  readonly io: CommandIo;
}

/** Has every plan written by its package manager and judged by the arena. Nothing of the project is touched. */
export async function proveProject(input: ProveProjectInput): Promise<readonly LockWork[]> {
  const { withTests } = input.options;
  const isIdle = ({ planned }: LockWork) =>
    planned.remedies.length === 0 && (!withTests || (planned.drafts ?? []).length === 0);
  if (input.locks.every(isIdle)) return input.locks;
  const support = await probeSandbox(input.io.environment);
  const needs = commonNeeds(input, support);
  const proven: LockWork[] = [];
  for (const lock of input.locks) {
    input.io.signal.throwIfAborted();
    const prover = proverOf(lock.toolchain, needs, input);
    const outcome = await proveLock(lock.planner, lock.planned, prover);
    input.io.signal.throwIfAborted();
    // Without tests nothing shows that changed code does what it did: it stays a text.
    const code = await proveDrafts(withTests ? (lock.planned.drafts ?? []) : [], prover);
    input.io.signal.throwIfAborted();
    proven.push({ ...lock, outcome, ...(code.judged.length > 0 && { code: code.judged }) });
  }
  input.steps.stop();
  return proven;
}

type CommonNeeds = Omit<ArenaNeeds, 'tools' | 'access'>;

function commonNeeds(
  { options, index, maxIndexAgeMs, scratchFolder, steps, io }: ProveProjectInput,
  support: SandboxSupport,
): CommonNeeds {
  const state = stateFolder(io.environment);
  const hasConsent = options.withTests || options.level === 'process';
  return {
    index,
    maxIndexAgeMs,
    support,
    level: options.level,
    allowProcess: hasConsent,
    consent: hasConsent,
    managers: packageManagers,
    tests: { mode: options.withTests ? 'auto' : 'off' },
    signer: userSigner(state),
    scratchFolder,
    evidenceFolder: join(state, 'evidence'),
    // One run, one folder: what is known of the tree before the change holds for every part of the plan.
    cache: createTreeCache(),
    clock: io.clock,
    signal: io.signal,
    onStep: (step) => steps.step(step),
    version,
  };
}

function proverOf(
  { tools, access }: Toolchain,
  needs: CommonNeeds,
  { options, project, facts, name, steps, io }: ProveProjectInput,
): Prover & CodeProver {
  const prover = createProver({
    project,
    folder: options.folder,
    name,
    baseCommit: facts === undefined ? 'none' : facts.isClean ? facts.commit : `${facts.commit}+changes`,
    sandbox: createBubblewrapSandbox({ level: 'static', isRoot: process.getuid?.() === 0 }),
    needs: { ...needs, tools, access },
  });
  return {
    prove: (remedy) => prover.prove(remedy),
    proveCode: (drafted) => prover.proveCode(drafted),
    write: async (remedy) => {
      const { lock_file: file, package_manager: manager } = remedy.plan;
      if (!needs.support.bubblewrap) {
        const sentence = `The package manager could not be shut in: ${needs.support.missing.join('; ')}.`;
        return { state: 'not-written', why_not: 'package-manager-missing', sentence };
      }
      steps.now(`${manager} writes ${file}`);
      const startedAt = io.clock.now();
      const written = await prover.write(remedy);
      // Cut off it says the same as a package manager that failed.
      io.signal.throwIfAborted();
      steps.ended('lock', `${manager}: ${writtenWords[written.state]}`, io.clock.now() - startedAt);
      return written;
    },
  };
}

const writtenWords = {
  'as-planned': 'written as planned',
  differs: 'resolved otherwise than planned',
  'not-written': 'not written',
} as const;
