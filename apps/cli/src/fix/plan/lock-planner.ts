import type { RemedyTarget, RungAttempt } from '@maximus/contracts';
import { type ProjectFiles, packageOfPurl, parsePurl } from '@maximus/inventory';
import { unwrap } from '@maximus/kernel';
import {
  askAhead,
  type CodeDraft,
  type PlanInput,
  type PlannedRemedy,
  type PlannedRetirement,
  packageManagerOf,
  planRemedies,
  type RemedyFinding,
} from '@maximus/remediation';
import { overlayFiles } from './overlay-files.ts';

/** A finding that no rung reaches, with what each of them says. */
export interface Stuck {
  readonly target: RemedyTarget;
  readonly attempts: readonly RungAttempt[];
}

/** A change of the project's own code that a rung drafted, with the plan that it belongs to. */
export interface PlannedDraft {
  readonly remedy: PlannedRemedy;
  readonly draft: CodeDraft;
}

/** Remedies of one lock file, each on top of the ones before it. */
export interface Planned {
  readonly remedies: readonly PlannedRemedy[];
  /** Targets that went with a change made for another package. */
  readonly along: readonly RemedyTarget[];
  readonly stuck: readonly Stuck[];
  /** Changes of code for what is stuck. */
  readonly drafts?: readonly PlannedDraft[];
  /** Overrides that have to stay, where their retirement was asked for. */
  readonly staying?: readonly Pick<PlannedRetirement, 'rule' | 'package' | 'kept'>[];
}

/** Plans one lock file, package by package. */
export interface LockPlanner {
  readonly lockFile: string;
  /** Names of the packages with findings, the most urgent first. */
  readonly packages: readonly string[];
  /** Plans for some packages on the tree that `accepted` would leave behind. */
  plan(
    packages: readonly string[],
    accepted: readonly PlannedRemedy[],
    refused?: ReadonlySet<string>,
  ): Promise<Planned>;
}

/** What planning takes beside the findings. */
export type PlannerInput = Omit<PlanInput, 'lockFile' | 'findings' | 'refused' | 'project'> & {
  readonly project: ProjectFiles;
  readonly lockFile: string;
  readonly findings: readonly RemedyFinding[];
  readonly onPackage?: (name: string, done: number, total: number) => void;
  readonly signal: AbortSignal;
};

/** Of a lock file, for telling its tool by. */
const headLength = 4_096;

/** Opens the planning of one lock file. Each package is planned on what the ones before it leave, so that the sum is one change. */
export function createLockPlanner(input: PlannerInput): LockPlanner {
  const { project, lockFile, findings, onPackage, signal, ...rest } = input;
  const byPackage = Map.groupBy(findings, ({ purl }) => nameOf(purl));
  return {
    lockFile,
    packages: [...byPackage.keys()],
    async plan(packages, accepted, refused = new Set()) {
      const texts = new Map(accepted.flatMap(afterOf));
      const overlay = overlayFiles(project, texts);
      const remedies: PlannedRemedy[] = [];
      const along: RemedyTarget[] = [];
      const stuck = new Map<string, readonly Stuck[]>();
      const drafts = new Map<string, readonly PlannedDraft[]>();
      const planOne = async (name: string, allowMajor: boolean) => {
        const wanted = byPackage.get(name) ?? [];
        const policy = { ...rest.policy, allowMajor };
        const planned = await planRemedies({ ...rest, policy, project: overlay, lockFile, findings: wanted, refused });
        const answers = unwrap(planned);
        // Nothing of it is there any more: a change for another package took it along.
        if (answers.length === 0) along.push(...wanted.map(targetOf));
        for (const answer of answers.filter(({ change }) => change !== undefined)) {
          remedies.push(answer);
          for (const [file, text] of afterOf(answer)) texts.set(file, text);
        }
        stuck.set(
          name,
          answers.flatMap(({ plan }) => plan.unresolved),
        );
        const drafted = answers.flatMap((remedy) => (remedy.drafts ?? []).map((draft) => ({ remedy, draft })));
        drafts.set(name, drafted);
      };
      const { allowMajor } = rest.policy;
      await askAhead(rest.registry, packages);
      for (const [at, name] of packages.entries()) {
        signal.throwIfAborted();
        onPackage?.(name, at, packages.length);
        await planOne(name, false);
      }
      // Major steps come after all others, on top of them. What was stuck may also have gone with a later change.
      const open = packages.filter((name) => (stuck.get(name) ?? []).length > 0);
      for (const [at, name] of open.entries()) {
        signal.throwIfAborted();
        onPackage?.(name, at, open.length);
        if (allowMajor || !(await isStillThere(name, overlay))) await planOne(name, allowMajor);
      }
      return { remedies, along, stuck: [...stuck.values()].flat(), drafts: [...drafts.values()].flat() };
    },
  };

  /** Whether an affected version of a package is in the lock file; asking is cheap, planning again is not. */
  async function isStillThere(name: string, files: ProjectFiles): Promise<boolean> {
    const text = await files.read(lockFile);
    const manager = text.ok ? packageManagerOf(lockFile, text.value.slice(0, headLength)) : undefined;
    const entries = text.ok ? manager?.entries(text.value) : undefined;
    if (manager === undefined || entries?.ok !== true) return true;
    const groups = new Set((byPackage.get(name) ?? []).map(({ group_id }) => group_id));
    return [...entries.value.values()].some((label) => {
      if (!label.startsWith(`${name}@`)) return false;
      const version = label.slice(name.length + 1);
      const { hits, undecided } = rest.matcher.match({ ecosystem: manager.ecosystem, name, version });
      return [...hits, ...undecided].some(({ advisory }) => groups.has(advisory.groupId));
    });
  }
}

function afterOf({ change }: PlannedRemedy): [string, string][] {
  return (change?.files ?? []).map(({ file, after }) => [file, after]);
}

/** A purl's package as a person names it; the purl itself where it has none. */
export function nameOf(purl: string): string {
  const parsed = parsePurl(purl);
  return (parsed.ok ? packageOfPurl(parsed.value)?.name : undefined) ?? purl;
}

function targetOf({ kind: _kind, exploited: _exploited, facts: _facts, ...target }: RemedyFinding): RemedyTarget {
  return target;
}
