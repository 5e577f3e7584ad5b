import type { ProjectFiles } from '@maximus/inventory';
import { fail, ok, type Result } from '@maximus/kernel';
import { readGoMod } from '../../edit/go-mod/index.ts';
import { errors } from '../../errors.ts';
import type { ManagerFiles } from '../types.ts';

const maxFiles = 20_000;
const maxBytes = 64 << 20;

/**
 * The Go files of a module, which `go mod tidy` reads for their imports, with the modules in folders of the project that
 * stand in for others. Folders that the Go tool skips, and nested modules, are left out (Go Modules Reference, "Modules,
 * packages, and versions"). Fails where a replacement lies outside of the lock file's folder, or where there is too much.
 */
export async function goSources(
  project: ProjectFiles,
  folder: string,
  files: ManagerFiles,
): Promise<Result<ManagerFiles>> {
  const sources = new Map<string, string>();
  const local = readGoMod(files.get('go.mod') ?? '').replaces.filter(
    ({ targetVersion }) => targetVersion === undefined,
  );
  const roots = [''];
  for (const { target, text } of local) {
    const clean = target.replace(/^\.\//, '').replace(/\/+$/, '');
    if (!target.startsWith('./') || clean.split('/').some((each) => each === '..' || each === '')) {
      return fail(errors.lock_unparsed(`"${text.slice(0, 120)}" leads out of the folder of go.mod`));
    }
    roots.push(`${clean}/`);
  }
  let bytes = 0;
  const open = roots.map((path) => ({ path, isRoot: true }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const names = await project.list(`${folder}${next.path}`.replace(/\/$/, ''));
    if (!next.isRoot && names.includes('go.mod')) continue;
    for (const name of names) {
      const path = `${next.path}${name}`;
      if (name.endsWith('/')) {
        if (!/^(?:[._].*|vendor|testdata|node_modules)\/$/.test(name)) open.push({ path, isRoot: false });
        continue;
      }
      const isModule = next.isRoot && next.path !== '' && (name === 'go.mod' || name === 'go.sum');
      if (!name.endsWith('.go') && !isModule) continue;
      const text = await project.read(`${folder}${path}`);
      if (!text.ok) return text;
      bytes += text.value.length;
      if (sources.size >= maxFiles || bytes > maxBytes) {
        return fail(errors.lock_unparsed(`the module has more than ${maxFiles} Go files or ${maxBytes} bytes of them`));
      }
      sources.set(path, text.value);
    }
  }
  return ok(sources);
}
