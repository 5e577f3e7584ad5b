import { posix } from 'node:path';
import { errors } from '../errors.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import { inFolder, treePath } from '../tree-path.ts';
import type { ProjectFiles } from '../types.ts';
import type { ModuleFile, Replacement } from './module-file.ts';
import { createOrder } from './order.ts';
import { type Selection, selectModules } from './selection.ts';
import { readSums } from './sum.ts';
import { readVendoredModules } from './vendor.ts';

/** A go.mod with everything that was read to understand it. */
export interface LoadedModule extends Selection {
  readonly file: ModuleFile;
  /** Paths read beside go.mod. */
  readonly consumed: readonly string[];
}

/** Selects the modules of a go.mod with the go.sum and vendor folder beside it. */
export async function loadModule(files: ProjectFiles, file: ModuleFile): Promise<LoadedModule> {
  const folder = posix.dirname(file.path) === '.' ? '' : posix.dirname(file.path);
  const sumPath = inFolder(folder, 'go.sum');
  const sumText = (await files.exists(sumPath)) ? await files.read(sumPath) : undefined;
  const problems = createProblemList();
  problems.push(file.problems);
  if (sumText?.ok === false) problems.push([{ error: sumText.error }]);
  const sums = sumText?.ok ? readSums(sumPath, sumText.value) : undefined;
  if (sums !== undefined) problems.push(sums.problems);

  const vendorPath = inFolder(folder, 'vendor/modules.txt');
  const vendorText = (await files.exists(vendorPath)) ? await files.read(vendorPath) : undefined;
  if (vendorText?.ok === false) problems.push([{ error: vendorText.error }]);
  const selection = selectModules(file, {
    order: createOrder(),
    ...(sums === undefined ? {} : { sums }),
    ...(vendorText?.ok ? { vendored: readVendoredModules(vendorText.value) } : {}),
  });
  problems.push(selection.problems);
  await addUnknownFolders(files, selection.folders, problems);
  return { ...selection, file, problems: problems.list(), consumed: sumText === undefined ? [] : [sumPath] };
}

/** A folder with a go.mod in the tree is scanned on its own; of any other nothing can be said. */
async function addUnknownFolders(
  files: ProjectFiles,
  folders: readonly Replacement[],
  problems: ProblemList,
): Promise<void> {
  for (const { path, target, file, line } of folders) {
    const folder = treePath(file, target);
    if (folder !== undefined && (await files.exists(inFolder(folder, 'go.mod')))) continue;
    const said = `${path} is replaced by the folder ${target.slice(0, 100)}`;
    const details = { file, line };
    const error =
      folder === undefined
        ? errors.path_escape(`${said}, outside the scanned tree`, details)
        : errors.unresolved(`${said}, which holds no go.mod`, details);
    problems.add('folder', () => error);
  }
}
