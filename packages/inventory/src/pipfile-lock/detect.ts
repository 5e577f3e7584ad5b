/** The name is the tool's own; `parse` reports better than `detect` what is wrong with the content. */
export function detect(path: string, _head: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1) === 'Pipfile.lock';
}
