/** A registry, projects and flaws for tests of this package and of those who use it. */
export { type Flaw, findingsIn, matcherOfFlaws } from './advisories.ts';
export { type GoUniverse, goProxyFiles } from './go-universe.ts';
export { type LoopbackRegistry, loopbackRegistry } from './loopback-registry.ts';
export { npmProject, type ProjectParts } from './npm-project.ts';
export { memoryRegistry, type NpmUniverse, today, type VersionParts } from './npm-universe.ts';
export { planPinned } from './pinned-plan.ts';
export { planProject } from './plan-project.ts';
export { pythonTool } from './provision.ts';
export { type PythonUniverse, pypiFiles } from './python-universe.ts';
export { type StaticFile, staticRegistry } from './static-registry.ts';
export { zipOf } from './zip.ts';
