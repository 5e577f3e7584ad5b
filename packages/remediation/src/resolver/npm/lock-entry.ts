import { isRecord } from '../../edit/json/index.ts';
import type { VersionMetadata } from '../../registries/types.ts';
import { requestsOf } from './read-lock.ts';
import type { TreeNode } from './types.ts';

/** Where a version is put. */
export interface Placing {
  readonly path: string;
  readonly folder: string;
  readonly name: string;
  readonly meta: VersionMetadata;
  /** Whether the lock file names the archives of its entries. */
  readonly withResolved: boolean;
}

const copied = ['peerDependenciesMeta', 'engines', 'os', 'cpu', 'libc', 'funding'] as const;
const installScripts = ['preinstall', 'install', 'postinstall'];

/** The node of a version at a place, with the entry that npm writes for it (npm's "package-lock.json", packages). */
export function placedNode({ path, folder, name, meta, withResolved }: Placing): TreeNode {
  const { manifest } = meta;
  const scripts = isRecord(manifest['scripts']) ? manifest['scripts'] : {};
  const hasInstallScript =
    manifest['hasInstallScript'] === true || installScripts.some((each) => Object.hasOwn(scripts, each));
  const entry: Record<string, unknown> = {
    ...(name === folder ? {} : { name }),
    version: meta.version,
    ...(withResolved && meta.tarball !== undefined ? { resolved: meta.tarball } : {}),
    ...(meta.integrity === undefined ? {} : { integrity: meta.integrity }),
    ...(meta.deprecated === undefined ? {} : { deprecated: meta.deprecated }),
    ...(hasInstallScript ? { hasInstallScript } : {}),
    ...filled('license', licenceOf(manifest['license'])),
    ...filled('dependencies', Object.fromEntries(meta.dependencies)),
    ...filled('bin', binOf(name, manifest['bin'])),
    ...Object.fromEntries(copied.flatMap((key) => Object.entries(filled(key, manifest[key])))),
    ...filled('optionalDependencies', Object.fromEntries(meta.optionalDependencies)),
    ...filled('peerDependencies', Object.fromEntries(meta.peerDependencies)),
    ...filled('bundleDependencies', [...meta.bundled]),
  };
  const nodeRange = meta.engines.get('node');
  const shasum = isRecord(manifest['dist']) ? manifest['dist']['shasum'] : undefined;
  return {
    path,
    folder,
    name,
    version: meta.version,
    role: 'package',
    requests: requestsOf(entry, false),
    bundles: meta.bundled,
    inBundle: false,
    ...(nodeRange === undefined ? {} : { nodeRange }),
    ...(typeof shasum === 'string' && /^[0-9a-f]{40}$/.test(shasum) ? { shasum } : {}),
    entry,
  };
}

function licenceOf(value: unknown): unknown {
  return isRecord(value) ? value['type'] : value;
}

function binOf(name: string, value: unknown): unknown {
  return typeof value === 'string' ? { [name.slice(name.indexOf('/') + 1)]: value } : value;
}

function filled(key: string, value: unknown): Record<string, unknown> {
  if (value === undefined || value === null || value === '') return {};
  return typeof value === 'object' && Object.keys(value).length === 0 ? {} : { [key]: value };
}
