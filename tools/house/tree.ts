import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModuleFacts, readModuleFacts } from './module-facts.ts';

/** One workspace package, app or service. */
export interface Workspace {
  /** `@maximus/versions`; the app `cli` is named by its own package.json. */
  readonly name: string;
  /** `packages/versions`. */
  readonly folder: string;
  readonly dependencies: ReadonlySet<string>;
}

/** The repository as the checks see it: paths relative to its root with `/`, texts on demand. */
export interface Tree {
  readonly root: string;
  /** Every file that git tracks or would track, sorted. */
  readonly files: readonly string[];
  readonly workspaces: readonly Workspace[];
  text(path: string): string;
  /** Facts of a source file, read once. */
  facts(path: string): ModuleFacts;
}

/** Opens the repository at `root`; needs git. */
export function openTree(root: string): Tree {
  const deleted = new Set(listFiles(root, '--deleted'));
  const files = listFiles(root, '--cached', '--others', '--exclude-standard').filter((path) => !deleted.has(path));
  return treeOf(root, files, (path) => readFileSync(join(root, path), 'utf8'));
}

/** Paths that git names, each once. A pipeline's checkout may belong to another user, which git must be told to accept. */
function listFiles(root: string, ...which: readonly string[]): string[] {
  const args = ['-c', `safe.directory=${root}`, 'ls-files', '-z', ...which];
  const output = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  return [...new Set(output.split('\0'))].filter((path) => path !== '');
}

/** A tree over texts in memory: what the tests of the checks stand on. */
export function memoryTree(texts: Readonly<Record<string, string>>): Tree {
  return treeOf('/', Object.keys(texts), (path) => {
    const text = texts[path];
    if (text === undefined) throw new Error(`${path} is not in the tree`);
    return text;
  });
}

function treeOf(root: string, paths: readonly string[], read: (path: string) => string): Tree {
  const files = [...paths].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const texts = new Map<string, string>();
  const facts = new Map<string, ModuleFacts>();
  const text = (path: string): string => {
    const known = texts.get(path) ?? read(path);
    texts.set(path, known);
    return known;
  };
  return {
    root,
    files,
    workspaces: files.filter((path) => /^(packages|services|apps)\/[^/]+\/package\.json$/.test(path)).map(toWorkspace),
    text,
    facts(path) {
      const known = facts.get(path) ?? readModuleFacts(path, text(path));
      facts.set(path, known);
      return known;
    },
  };

  function toWorkspace(path: string): Workspace {
    const manifest = JSON.parse(text(path)) as Record<string, Record<string, string> | undefined> & { name: string };
    const dependencies = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies'].flatMap(
      (kind) => Object.keys(manifest[kind] ?? {}),
    );
    return { name: manifest.name, folder: path.slice(0, -'/package.json'.length), dependencies: new Set(dependencies) };
  }
}

/** Whether a path is hand-written source of ours: TypeScript outside fixtures and examples. */
export function isSource(path: string): boolean {
  return /\.(ts|tsx|mts)$/.test(path) && !/(^|\/)(fixtures|examples)\//.test(path) && !path.endsWith('.d.ts');
}

/** Whether a path is a test, a bench or something that only tests import. */
export function isTest(path: string): boolean {
  return /\.(test|bench|test-d)\.ts$/.test(path) || path.includes('/testing/') || path.startsWith('bench/');
}

/** The workspace that a path belongs to. */
export function workspaceOf(tree: Tree, path: string): Workspace | undefined {
  return tree.workspaces.find((workspace) => path.startsWith(`${workspace.folder}/`));
}
