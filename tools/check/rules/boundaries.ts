import { packageNameOf } from '../../house/import-graph.ts';
import { isOnScanPath, MAY_IMPORT, roomOf, SDK_OWNERS, WEB_MAY_IMPORT } from '../../house/layers.ts';
import { isSource, isTest, type Tree } from '../../house/tree.ts';
import { type Check, failure, type Problem } from '../types.ts';

/** Who may import whom (DESIGN: dependencies point down, one owner for each SDK, no deep imports). */
export const boundaries: Check = {
  id: 'boundaries',
  run({ tree }) {
    const sources = tree.files.filter(isSource);
    return {
      problems: [...newFolders(tree), ...sources.flatMap((path) => judge(tree, path))],
      detail: `${sources.length} files`,
    };
  },
};

function newFolders(tree: Tree): Problem[] {
  return tree.workspaces
    .filter((workspace) => roomOf(workspace.folder) === undefined)
    .map((workspace) => failure(workspace.folder, undefined, 'has no room yet: name it in tools/house/layers.ts'));
}

function judge(tree: Tree, path: string): Problem[] {
  const folder = path
    .split('/')
    .slice(0, /^(packages|services|apps)\//.test(path) ? 2 : 1)
    .join('/');
  const room = roomOf(folder);
  if (room === undefined) return [];
  return tree.facts(path).imports.flatMap((fact) => {
    const say = (message: string): Problem[] => [failure(path, fact.line, message)];
    if (fact.specifier.startsWith('.'))
      return leavesFolder(path, folder, fact.specifier) ? say(`${fact.specifier} reaches into another package`) : [];
    const name = packageNameOf(fact.specifier);
    const target = tree.workspaces.find((workspace) => workspace.name === name);
    if (target === undefined) return ownedBy(fact.specifier, folder, path).flatMap(say);
    const rest = fact.specifier.slice(name.length);
    if (rest !== '' && rest !== '/testing') return say(`deep import ${fact.specifier}: only "." and "./testing" exist`);
    if (rest === '/testing' && !isTest(path) && room !== 'workbench') return say(`${fact.specifier} belongs to tests`);
    const targetRoom = roomOf(target.folder);
    const short = target.folder.split('/')[1] ?? '';
    if (folder === 'apps/web' && !WEB_MAY_IMPORT.includes(short))
      return say(`the page may import contracts and client only, not ${name}`);
    // Tests of the whole product drive the page of one app with the parts of another.
    const isWholeProduct = room === 'app' && targetRoom === 'app' && rest === '/testing';
    if (targetRoom !== undefined && !MAY_IMPORT[room].includes(targetRoom) && !isWholeProduct)
      return say(`${room} may not import ${targetRoom} (${name})`);
    if (short === 'contracts' && isOnScanPath(folder) && !fact.typeOnly && !fact.dynamic && !isTest(path)) {
      return say('packages of a scan import contracts as types only: loading zod costs more than a scan');
    }
    return [];
  });
}

function leavesFolder(path: string, folder: string, specifier: string): boolean {
  let depth = path.split('/').length - folder.split('/').length - 1;
  for (const part of specifier.split('/')) {
    if (part === '..') depth -= 1;
    if (depth < 0) return !path.startsWith('tools/') && !path.startsWith('bench/');
  }
  return false;
}

function ownedBy(specifier: string, folder: string, path: string): string[] {
  if (isTest(path) || roomOf(folder) === 'workbench') return [];
  const name = packageNameOf(specifier);
  const rule = SDK_OWNERS.find(({ sdk }) => (sdk.endsWith('*') ? name.startsWith(sdk.slice(0, -1)) : name === sdk));
  if (rule === undefined || rule.owners.includes(folder.split('/')[1] ?? '')) return [];
  return [`${name} belongs to ${rule.owners.join(' and ')}`];
}
