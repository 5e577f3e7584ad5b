import type { VersionMetadata } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import { type Dialect, schemeOf } from '../pinned/index.ts';
import { meets, restyleSpecifier } from './specifiers.ts';

/** What of Python's rules differs between the tools. */
export interface PythonParts {
  /** `requires-python` of the project. */
  readonly requiresPython?: string;
  readonly knowsGraph: boolean;
  readonly knowsAdditions: boolean;
  /** The project's own lines fix each version. */
  readonly isPinned?: boolean;
}

/** Python packages: one version of each, wheels only, nothing for another Python than the project promises. */
export function pythonDialect({ requiresPython, knowsGraph, knowsAdditions, isPinned }: PythonParts): Dialect {
  const lowest = /(?:>=|==|~=|\^|~)\s*(\d+(?:\.\d+)*)/.exec(requiresPython ?? '')?.[1];
  return {
    ecosystem: 'PyPI',
    scheme: schemeOf('PyPI'),
    keyOf: (name, version) => `${name}@${version}`,
    lineOf: () => '',
    takes: meets,
    ...(isPinned === true
      ? { ownTakes: (requirement: string, version: string) => isExactly(requirement, version) }
      : {}),
    restyle: restyleSpecifier,
    refuse: (name, meta) => refuse(name, meta, lowest),
    knowsGraph,
    knowsAdditions,
    overrides: false,
  };
}

function isExactly(requirement: string, version: string): boolean {
  return /^={2,3}\s*(.*)$/.exec(requirement)?.[1] === version;
}

function refuse(
  name: string,
  { version, manifest, engines }: VersionMetadata,
  lowest: string | undefined,
): Blockage | undefined {
  const { files } = manifest;
  if (Array.isArray(files) && !files.some((each) => each.isWheel === true)) {
    return blockage('resolver-failed', `${name}@${version} has no wheel, and no archive is built here.`);
  }
  const wanted = engines.get('python');
  if (wanted === undefined || lowest === undefined) return undefined;
  const full = lowest.split('.').length < 3 ? `${lowest}.0` : lowest;
  if (meets(wanted, full) || meets(wanted, lowest)) return undefined;
  return blockage('engine-conflict', `${name}@${version} wants Python ${wanted}, the project promises ${lowest}.`);
}
