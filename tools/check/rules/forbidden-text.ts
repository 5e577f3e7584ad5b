import { type Check, failure } from '../types.ts';

/**
 * Texts that no file may hold. Registry hosts are built from parts, so that this page does not hold one itself:
 * lock files and fixtures must work with whatever registry the reader's own tools are set to.
 */
const REGISTRY_HOSTS = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['npmjs', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['registry', 'npmmirror', 'com'],
  ['pypi', 'org'],
  ['pypi', 'python', 'org'],
  ['files', 'pythonhosted', 'org'],
  ['proxy', 'golang', 'org'],
  ['sum', 'golang', 'org'],
  ['index', 'crates', 'io'],
  ['static', 'crates', 'io'],
  ['rubygems', 'org'],
  ['repo', 'packagist', 'org'],
  ['repo1', 'maven', 'org'],
  ['repo', 'maven', 'apache', 'org'],
  ['plugins', 'gradle', 'org'],
  ['api', 'nuget', 'org'],
  ['www', 'nuget', 'org'],
  ['repo', 'hex', 'pm'],
  ['pub', 'dev'],
  ['hackage', 'haskell', 'org'],
].map((parts) => parts.join('.'));

const MACHINE_PATHS = [
  ['', 'work', ''],
  ['', 'root', ''],
  ['', 'home', 'runner', ''],
].map((parts) => parts.join('/'));

const TEXTUAL =
  /\.(ts|tsx|mts|mjs|js|json|jsonc|jsonl|md|ya?ml|toml|txt|in|lock|mod|sum|csv|css|html|xml|sh)$|(^|\/)[^.]+$/;

/** No registry host and no path of one machine anywhere in the tree. */
export const forbiddenText: Check = {
  id: 'forbidden-text',
  run({ tree }) {
    const files = tree.files.filter((path) => TEXTUAL.test(path));
    const problems = files.flatMap((path) => {
      const text = tree.text(path);
      const hosts = REGISTRY_HOSTS.filter((host) => holdsHost(text, host));
      const paths = MACHINE_PATHS.filter((start) => holdsPath(text, start));
      return [
        ...hosts.map((host) => failure(path, lineOf(text, host), `names the registry host ${host}`)),
        ...paths.map((start) => failure(path, lineOf(text, start), `names a path of one machine: ${start}`)),
      ];
    });
    return { problems, detail: `${files.length} files` };
  },
};

function holdsHost(text: string, host: string): boolean {
  for (let at = text.indexOf(host); at !== -1; at = text.indexOf(host, at + 1)) {
    if (!/[\w-]/.test(text[at - 1] ?? '') && !/[\w-]/.test(text[at + host.length] ?? '')) return true;
  }
  return false;
}

function holdsPath(text: string, start: string): boolean {
  for (let at = text.indexOf(start); at !== -1; at = text.indexOf(start, at + 1)) {
    if (!/[\w.})\]*/-]/.test(text[at - 1] ?? '')) return true;
  }
  return false;
}

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}
