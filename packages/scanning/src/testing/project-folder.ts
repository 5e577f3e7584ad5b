import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real folder for one test, from paths to texts; removed at the end of the block that holds it with `using`. */
export function projectFolder(files: Readonly<Record<string, string>>): { readonly root: string } & Disposable {
  const root = mkdtempSync(join(tmpdir(), 'maximus-scanning-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

/** A package-lock.json whose project asks for each of these packages itself. */
export function npmLock(dependencies: Readonly<Record<string, string>>): string {
  const installed = Object.entries(dependencies).map(
    ([name, version]) => [`node_modules/${name}`, { version }] as const,
  );
  return JSON.stringify({
    name: 'project',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': { name: 'project', version: '1.0.0', dependencies }, ...Object.fromEntries(installed) },
  });
}
