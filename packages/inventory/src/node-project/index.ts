/**
 * The package.json files of a JavaScript project: the root's and those of its workspaces, for lock files that do not
 * repeat what these ask for. Reads through ProjectFiles only. Read read-project.ts first.
 */
export { type NodeManifest, type NodeRequest, readManifest, unreadableRequests } from './manifest.ts';
export { type NodeProject, readProject } from './read-project.ts';
export { expandWorkspaces } from './workspaces.ts';
