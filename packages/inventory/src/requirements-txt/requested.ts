import { parseRequirement, wantedOf } from '../python/index.ts';
import { treePath } from '../tree-path.ts';
import type { ParseInput } from '../types.ts';
import { logicalLines } from './logical-lines.ts';
import type { Line } from './read-file.ts';

const maxSources = 16;

/**
 * The ranges the project wrote in the files a compiled one names (`# via -r requirements.in`), by normalised name. A file
 * that is not there is none: the compiled file alone fixes the versions.
 */
export async function requestedRanges(input: ParseInput, lines: readonly Line[]) {
  const byName = new Map<string, string>();
  const consumed: string[] = [];
  const sources = new Set(lines.flatMap((line) => line.via?.asks ?? []).filter((each) => /\.(?:in|txt)$/.test(each)));
  for (const source of [...sources].slice(0, maxSources)) {
    // Compilers write the path from where they were run: mostly the root, else the folder of the file.
    for (const path of new Set([treePath(input.path, source), treePath('', source)])) {
      if (path === undefined || path === '' || path === input.path || !(await input.files.exists(path))) continue;
      const text = await input.files.read(path);
      if (!text.ok) continue;
      if (path.endsWith('.in')) consumed.push(path);
      for (const line of logicalLines(text.value)) {
        const requirement = line.text === '' || line.text.startsWith('-') ? undefined : parseRequirement(line.text);
        const requested = requirement === undefined ? undefined : wantedOf(requirement).requested;
        if (requirement !== undefined && requested !== undefined && !byName.has(requirement.name)) {
          byName.set(requirement.name, requested);
        }
      }
      break;
    }
  }
  return { byName, consumed };
}
