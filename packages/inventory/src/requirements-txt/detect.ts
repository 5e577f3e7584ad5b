/** The names are the tool's own; `parse` says what is wrong with a text that is something else. */
export function detect(_path: string, _head: string): boolean {
  return true;
}

/** Whether a file only constrains what others install (`-c`), by its name. */
export function isConstraintsFile(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).includes('constraints');
}
