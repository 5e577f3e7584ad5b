import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';

const maxLines = 2_000_000;

/** Header of an entry → `name@version`, of yarn.lock in the form of either generation. */
export function yarnEntries(lockText: string): Result<ReadonlyMap<string, string>> {
  const entries = new Map<string, string>();
  let header: string | undefined;
  for (const line of lockText.split(/\r?\n/, maxLines)) {
    if (line === '' || line.startsWith('#')) continue;
    if (!line.startsWith(' ')) header = line.endsWith(':') ? line.slice(0, -1) : undefined;
    const version = /^ {2}"?version"?:? "?([^"\s]+)"?$/.exec(line.slice(0, 300))?.[1];
    if (header === undefined || version === undefined || header === '__metadata') continue;
    const first = (header.split(',')[0] ?? '').replaceAll('"', '').trim();
    const at = first.indexOf('@', 1);
    if (at > 0) entries.set(header, `${first.slice(0, at)}@${version}`);
  }
  return entries.size === 0 && lockText.trim() !== '' && !/^(?:#|__metadata:)/m.test(lockText)
    ? fail(errors.lock_unparsed('the file is no yarn.lock'))
    : ok(entries);
}
