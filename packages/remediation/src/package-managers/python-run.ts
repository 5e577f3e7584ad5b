import { netrc } from './netrc.ts';
import type { ManagerFiles, RegistryAccess } from './types.ts';

const netrcFile = '.maximus-run-netrc';

/** Credentials of a run for the Python tools. */
export function pythonAccessFiles(access: RegistryAccess): ManagerFiles {
  return new Map([[netrcFile, netrc(access)]]);
}

/** Wheels only, no configuration of the machine, no questions: what runs setup.py or a build does not happen (arena.md §3). */
export function pythonEnvironment(access: RegistryAccess | undefined): Readonly<Record<string, string>> {
  return {
    PIP_CONFIG_FILE: '/dev/null',
    PIP_ONLY_BINARY: ':all:',
    PIP_NO_INPUT: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_CACHE_DIR: '/tmp/pip-cache',
    PIP_KEYRING_PROVIDER: 'disabled',
    // Nothing is installed into the system, which is read-only here; pip would refuse before it finds out (PEP 668).
    PIP_BREAK_SYSTEM_PACKAGES: '1',
    ...(access === undefined ? {} : { PIP_INDEX_URL: access.defaultRegistry }),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONNOUSERSITE: '1',
    NETRC: `/job/${netrcFile}`,
  };
}
