/** `pylock.toml` or `pylock.<name>.toml`, where the name has no dot (PEP 751, "File name"). */
export function detect(path: string, _head: string): boolean {
  const parts = path.slice(path.lastIndexOf('/') + 1).split('.');
  return (
    parts[0] === 'pylock' && parts.at(-1) === 'toml' && (parts.length === 2 || (parts.length === 3 && parts[1] !== ''))
  );
}
