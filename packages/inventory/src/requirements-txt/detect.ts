const proseSigns = /^\s*(?:<|\{|#\s+\w+.*\n=)/;

/** Any text under a claimed name, but for a web page or JSON that was saved under it. */
export function detect(_path: string, head: string): boolean {
  return !proseSigns.test(head.slice(0, 200));
}

/** Whether a file only constrains what others install (`-c`), by its name. */
export function isConstraintsFile(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).includes('constraints');
}
