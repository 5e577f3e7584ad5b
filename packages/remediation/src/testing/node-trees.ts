import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formats, parseFile } from '@maximus/inventory';
import { memoryFiles } from '@maximus/inventory/testing';
import { frozenClock, unwrap } from '@maximus/kernel';
import type { Matcher } from '@maximus/matching';
import { packageManagerOf } from '../package-managers/registry.ts';
import type { InstalledTool } from '../package-managers/types.ts';
import type { RemedyFinding } from '../plan/finding.ts';
import { type PlanInput, type PlannedRemedy, planRemedies } from '../plan/plan-remedies.ts';
import { defaultPolicy } from '../plan/policy.ts';
import { type Flaw, matcherOfFlaws } from './advisories.ts';
import { memoryRegistry, type NpmUniverse, today } from './npm-universe.ts';
import { shutIn, shutInLimits } from './shut-in.ts';

/** The findings that a scan of any lock file would make. */
async function findingsOfLock(
  files: Readonly<Record<string, string>>,
  lockFile: string,
  matcher: Matcher,
): Promise<readonly RemedyFinding[]> {
  const text = files[lockFile] ?? '';
  const name = lockFile.slice(lockFile.lastIndexOf('/') + 1);
  const format = formats.find((each) => each.files.includes(name) && each.detect(lockFile, text.slice(0, 4096)));
  if (format === undefined) throw new RangeError(`no format reads ${lockFile}`);
  const parsed = unwrap(await parseFile(format, { path: lockFile, text, files: memoryFiles(files) }));
  const findings = new Map<string, RemedyFinding>();
  for (const { ecosystem, name: packageName, version, purl } of parsed.components) {
    if (version === undefined) continue;
    for (const { advisory } of matcher.match({ ecosystem, name: packageName, version }).hits) {
      findings.set(`${advisory.groupId} ${purl}`, {
        group_id: advisory.groupId,
        primary_id: advisory.id,
        purl,
        priority: 'high',
        kind: advisory.kind,
        exploited: false,
      });
    }
  }
  return [...findings.values()];
}

/** A planning over any lock file of the npm registry. */
export interface LockPlanParts {
  readonly files: Readonly<Record<string, string>>;
  readonly lockFile: string;
  readonly universe: NpmUniverse;
  readonly flaws: readonly Flaw[];
  readonly address: string;
  readonly input?: Partial<PlanInput>;
}

/** Plans everything that a scan of the lock file would find. */
export async function planLock(parts: LockPlanParts): Promise<readonly PlannedRemedy[]> {
  const { files, lockFile, universe, flaws, address, input } = parts;
  const matcher = matcherOfFlaws(flaws);
  const planned = await planRemedies({
    project: memoryFiles(files),
    lockFile,
    findings: await findingsOfLock(files, lockFile, matcher),
    matcher,
    registry: memoryRegistry(universe, address),
    policy: defaultPolicy,
    clock: frozenClock(today),
    budgetMs: 60_000,
    ...input,
  });
  return unwrap(planned);
}

/** Runs the real tool in a folder with these files and answers with the file that it wrote; throws where it fails. */
export async function lockWithTool(
  files: Readonly<Record<string, string>>,
  lockFile: string,
  tool: InstalledTool,
  address: string,
  kind: 'lock' | 'frozen' = 'lock',
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'maximus-tree-'));
  try {
    const head = files[lockFile] ?? (lockFile === 'yarn.lock' && tool.version.startsWith('4') ? '__metadata:' : '');
    const manager = packageManagerOf(lockFile, head === '' ? headOf(lockFile) : head);
    if (manager === undefined) throw new RangeError(`no manager writes ${lockFile}`);
    const access = { defaultRegistry: address, credentials: new Map() };
    const project = new Map(Object.entries(files));
    for (const [name, text] of [
      ...project,
      ...manager.allowedConfig(project),
      ...manager.accessFiles(access, project),
    ]) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const { args, env } =
      kind === 'lock' ? manager.lockCommand(project, access) : manager.frozenCommand(project, access);
    const result = await shutIn().run({
      argv: [...tool.argv, ...args],
      workFolder: folder,
      env,
      network: { allow: manager.registries(project, access) },
      limits: shutInLimits,
      tools: tool.mounts,
      label: `${manager.id} ${kind}`,
    });
    if (result.end !== 'exited' || result.exitCode !== 0) {
      throw new RangeError(`${result.reason ?? result.exitCode}: ${result.output.head}${result.output.tail}`);
    }
    return await readFile(join(folder, lockFile), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function headOf(lockFile: string): string {
  if (lockFile === 'pnpm-lock.yaml') return "lockfileVersion: '9.0'";
  return lockFile === 'bun.lock' ? '{ "lockfileVersion": 1' : '# yarn lockfile v1';
}
