/** The folder of a path; empty for the root. A folder's path (with its closing slash) gives the folder above it. */
export function folderOf(path: string): string {
  const clean = path.endsWith('/') ? path.slice(0, -1) : path;
  const slash = clean.lastIndexOf('/');
  return slash === -1 ? '' : clean.slice(0, slash);
}

/** A folder and every folder above it, the root (empty) last. */
export function foldersUpwards(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; at !== ''; ) {
    at = folderOf(at);
    folders.push(at);
  }
  return folders;
}
