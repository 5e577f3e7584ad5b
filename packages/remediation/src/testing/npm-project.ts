import { maxSatisfying } from 'semver';
import { blockage } from '../resolver/blockage.ts';
import { flagged, installFlags } from '../resolver/npm/install-flags.ts';
import { readOverrides } from '../resolver/npm/override-rules.ts';
import { requestsOf } from '../resolver/npm/read-lock.ts';
import { settle } from '../resolver/npm/settle.ts';
import { NpmTree } from '../resolver/npm/tree.ts';
import type { TreeNode } from '../resolver/npm/types.ts';
import { memoryRegistry, type NpmUniverse } from './npm-universe.ts';

/** What a project of a test is made of. */
export interface ProjectParts {
  /** package.json by folder; the root is the empty name. */
  readonly manifests: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly universe: NpmUniverse;
  /** Versions that were current when the lock file was written: package → versions, in the order of preference. */
  readonly locked: Readonly<Record<string, readonly string[]>>;
  readonly lockVersion?: 2 | 3;
  /** Address of the archives; the entries name none where it is absent. */
  readonly address?: string;
}

/** The files of a project, its lock file written as it was when only the `locked` versions were there. */
export async function npmProject(parts: ProjectParts): Promise<Record<string, string>> {
  const { manifests, universe, locked, lockVersion = 3, address } = parts;
  const source = memoryRegistry(universe, address);
  const tree = new NpmTree(projectNodes(manifests), readOverrides(manifests[''] ?? {}));
  const problems = await settle(
    tree,
    Object.keys(manifests).map((path) => ({ path })),
    {
      withResolved: address !== undefined,
      choose: async (edge, name) => {
        const answer = await source.versionsOf(name);
        const range = edge.spec.type === 'other' ? '' : edge.spec.range;
        const known = answer.state === 'found' ? [...answer.package.versions.keys()] : [];
        const version =
          locked[name]?.find((each) => maxSatisfying([each], range) !== null) ?? maxSatisfying(known, range);
        const meta = answer.state === 'found' && version !== null ? answer.package.versions.get(version) : undefined;
        return meta ?? blockage('resolver-failed', `the universe has no ${name}@${range}`);
      },
    },
  );
  const [problem] = problems;
  if (problem !== undefined) throw new RangeError(problem.sentence);
  const flags = installFlags(tree);
  const entries = [...tree.nodes()]
    .sort((a, b) => a.path.localeCompare(b.path, 'en'))
    .map(({ path, role, entry }) => [path, role === 'package' ? flagged(entry, flags(path)) : entry]);
  const { name = 'app', version = '1.0.0' } = manifests[''] ?? {};
  const lock = { name, version, lockfileVersion: lockVersion, requires: true, packages: Object.fromEntries(entries) };
  const files: Record<string, string> = { 'package-lock.json': `${JSON.stringify(lock, null, 2)}\n` };
  for (const [path, manifest] of Object.entries(manifests)) {
    files[path === '' ? 'package.json' : `${path}/package.json`] = `${JSON.stringify(manifest, null, 2)}\n`;
  }
  return files;
}

function projectNodes(manifests: ProjectParts['manifests']): TreeNode[] {
  return Object.entries(manifests).flatMap(([path, manifest]) => {
    const { scripts: _scripts, private: _private, overrides: _overrides, ...kept } = manifest;
    const { name: own, ...unnamed } = kept;
    // npm leaves out a name that the folder says already.
    const entry = path !== '' && own === path.slice(path.lastIndexOf('/') + 1) ? unnamed : kept;
    const name = String(manifest['name'] ?? path);
    const nodeRange = (manifest['engines'] as { node?: string } | undefined)?.node;
    const project: TreeNode = {
      path,
      folder: path,
      name,
      ...(typeof manifest['version'] === 'string' ? { version: manifest['version'] } : {}),
      role: 'project',
      requests: requestsOf(manifest, true),
      bundles: new Set(),
      inBundle: false,
      ...(nodeRange === undefined ? {} : { nodeRange }),
      entry,
    };
    if (path === '') return [project];
    const link = `node_modules/${name}`;
    const { version: _version, ...rest } = project;
    return [
      project,
      {
        ...rest,
        path: link,
        folder: name,
        role: 'link',
        target: path,
        requests: [],
        entry: { resolved: path, link: true },
      },
    ];
  });
}
