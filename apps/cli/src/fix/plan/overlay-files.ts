import type { ProjectFiles } from '@maximus/inventory';
import { ok } from '@maximus/kernel';

/** A project as it would be with some texts in the place of its own; nothing is written. */
export function overlayFiles(project: ProjectFiles, texts: ReadonlyMap<string, string>): ProjectFiles {
  return {
    read: async (path) => {
      const text = texts.get(path);
      return text === undefined ? project.read(path) : ok(text);
    },
    exists: async (path) => texts.has(path) || project.exists(path),
    list: (path) => project.list(path),
  };
}
