import { type AdvisoryIndex, openIndex } from '@maximus/advisories';

/** Opens the index of a folder; throws `advisories.no_database` or `advisories.database_unusable`. */
export function openDatabase(folder: string): AdvisoryIndex {
  const opened = openIndex(folder);
  if (!opened.ok) throw opened.error;
  return opened.value;
}
