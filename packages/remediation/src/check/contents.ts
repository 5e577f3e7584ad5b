import { type Component, formats, type ProjectFiles, parseFile } from '@maximus/inventory';
import { ok } from '@maximus/kernel';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { isStronger } from '../resolver/npm/digest-strength.ts';
import type { CheckedPlan, PlanCheck } from './types.ts';

const maxBytes = 64 << 20;
const maxSaid = 5;

/** Every changed file can be read by those who read it. */
export const syntax: PlanCheck = {
  id: 'syntax',
  run: ({ changes, manager, lockFile }) => {
    for (const { file, after } of changes) {
      if (file === lockFile) {
        if (manager.treeFile === undefined && !manager.entries(after).ok) {
          return { failure: `${file} would be no lock file of ${manager.id}.` };
        }
      } else if (!isReadable(file, after)) return { failure: `${file} could not be read any more.` };
    }
    return {};
  },
};

/**
 * Entries that stay keep their digests, and those that come have one where the others do. One of a stronger algorithm, as the
 * registry has it today for what an old lock file names by sha1, cannot be compared: that is said, and no failure.
 */
export const lockIntegrity: PlanCheck = {
  id: 'lock-integrity',
  run: async (plan) => {
    const [before, after] = await Promise.all([componentsOf(plan, 'before'), componentsOf(plan, 'after')]);
    if (before === undefined || after === undefined)
      return { warnings: ['The digests of the lock file were not compared.'] };
    // One version may lie in several places, and not each of them has its digest.
    const old = Map.groupBy(before, labelOf);
    const isKept =
      before.length > 0 && before.every(({ integrity, version }) => integrity !== undefined || version === undefined);
    const stronger = new Set<string>();
    for (const component of after) {
      const label = labelOf(component);
      const { integrity } = component;
      const known = old.get(label)?.map((each) => each.integrity);
      if (known === undefined) {
        if (isKept && integrity === undefined) return { failure: `${label} would have no digest.` };
        continue;
      }
      // A digest where there was none before is no other one.
      const others = known.includes(integrity) ? [] : known.filter((each) => each !== undefined);
      if (others.length === 0) continue;
      const isComparable = others.some((each) => integrity === undefined || !isStronger(integrity, each));
      if (isComparable) return { failure: `${label} would have another digest.` };
      stronger.add(label);
    }
    if (stronger.size > 0) {
      return { warnings: [`Digests of a stronger algorithm than before: ${said([...stronger])}.`] };
    }
    return {};
  },
};

/**
 * No package comes from a host that the lock file did not name before. The registry that this machine is set to may be
 * another one than that of who wrote the file, as a mirror of it: that is said, and no failure.
 */
export const lockHosts: PlanCheck = {
  id: 'lock-hosts',
  run: ({ changes, lockFile, registries = [] }) => {
    const lock = changes.find(({ file }) => file === lockFile);
    const known = hostsIn(lock?.before ?? '');
    const fresh = [...hostsIn(lock?.after ?? '')].filter((host) => !known.has(host));
    const own = new Set(registries.flatMap((address) => (URL.canParse(address) ? [new URL(address).host] : [])));
    if (fresh.every((host) => own.has(host)) || known.size === 0) {
      return fresh.length === 0 ? {} : { warnings: [`The lock file names hosts for the first time: ${said(fresh)}.`] };
    }
    return { failure: `The lock file would name other hosts: ${said(fresh)}.` };
  },
};

function isReadable(file: string, text: string): boolean {
  if (text.length > maxBytes) return false;
  try {
    if (file.endsWith('.json')) JSON.parse(text.replace(/^\uFEFF/, ''));
    else if (/\.ya?ml$/.test(file)) parseYaml(text, { maxAliasCount: 100 });
    else if (file.endsWith('.toml')) parseToml(text);
    return true;
  } catch (error) {
    // What the file's own reader throws is the answer.
    if (error instanceof Error) return false;
    throw error;
  }
}

async function componentsOf(plan: CheckedPlan, when: 'before' | 'after'): Promise<readonly Component[] | undefined> {
  const { lockFile, changes } = plan;
  const text = changes.find(({ file }) => file === lockFile)?.[when];
  const name = lockFile.slice(lockFile.lastIndexOf('/') + 1);
  const format = formats.find(
    ({ files, kind, detect }) =>
      kind === 'lock' && files.includes(name) && text !== undefined && detect(lockFile, text.slice(0, 4096)),
  );
  if (format === undefined || text === undefined) return undefined;
  const parsed = await parseFile(format, { path: lockFile, text, files: overlaid(plan, when) });
  return parsed.ok ? parsed.value.components : undefined;
}

/** The project with the changes over it. */
function overlaid({ project, changes }: CheckedPlan, when: 'before' | 'after'): ProjectFiles {
  const texts = new Map(changes.map((each) => [each.file, each[when]]));
  return {
    list: (path) => project.list(path),
    exists: async (path) => texts.has(path) || project.exists(path),
    read: async (path) => {
      const text = texts.get(path);
      return text === undefined ? project.read(path) : ok(text);
    },
  };
}

function labelOf({ name, version }: Component): string {
  return `${name}@${version ?? ''}`;
}

function hostsIn(text: string): ReadonlySet<string> {
  const addresses = archivesOfNpm(text) ?? text.replace(deprecation, '');
  return new Set([...addresses.matchAll(/\bhttps?:\/\/([\w.-]{1,255}(?::\d{1,5})?)\//g)].map(([, host = '']) => host));
}

/** A sentence of pnpm's lock file, with the lines that it goes on over. */
const deprecation = /^( {1,16})deprecated:.*(?:\n\1 +.*)*$/gm;

/** The addresses of archives in a lock file of npm, which also repeats those of people who would like a donation. */
function archivesOfNpm(text: string): string | undefined {
  if (!/^\uFEFF?\s*\{/.test(text)) return undefined;
  const found: string[] = [];
  try {
    JSON.parse(text, (key, value: unknown) => {
      if (key === 'resolved' && typeof value === 'string') found.push(value);
      return value;
    });
  } catch (error) {
    // Lock files of others begin like this too, with commas that JSON does not have.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return found.join('\n');
}

function said(names: readonly string[]): string {
  return names.slice(0, maxSaid).join(', ');
}
