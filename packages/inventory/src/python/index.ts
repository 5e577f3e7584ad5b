/**
 * What the Python formats share: names (PEP 503), requirements (PEP 508), pyproject.toml, artefact names and digests,
 * and the step from locked packages to components with scope, roots and edges. Not a format itself; read lock-graph.ts.
 */
export { artefactOfName, integrityOf } from './artefacts.ts';
export { scopeOfGroup } from './groups.ts';
export { type LockEntry, readLockEntries, reportUnversioned, unsupportedVersion } from './lock-entries.ts';
export { type Asked, buildLockGraph, type LockedPackage, type Wanted } from './lock-graph.ts';
export { normaliseName } from './names.ts';
export { folderOf } from './paths.ts';
export { poetryWanted, readPyproject } from './pyproject.ts';
export { parseRequirement, pinOf, type Requirement, wantedOf } from './requirement.ts';
export { type PackageSource, sourceQualifiers, withoutCredentials } from './sources.ts';
