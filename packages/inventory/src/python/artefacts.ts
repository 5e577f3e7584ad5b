import { isRecord, own, ownString } from '../json.ts';
import { normaliseName } from './names.ts';

const sdistEndings = ['.tar.gz', '.zip', '.tar.bz2', '.tgz', '.tar.xz'];

/** Name and version that the file name of a wheel or source archive tells, path or URL; else `undefined`. */
export function artefactOfName(path: string): { name: string; version: string } | undefined {
  const end = path.search(/[?#]/);
  const plain = end === -1 ? path : path.slice(0, end);
  const file = plain.slice(plain.lastIndexOf('/') + 1);
  if (file.endsWith('.whl')) {
    const [name, version, ...tags] = file.slice(0, -4).split('-');
    if (!name || !version || tags.length < 3) return undefined;
    return { name: normaliseName(name), version };
  }
  const ending = sdistEndings.find((each) => file.endsWith(each));
  if (ending === undefined) return undefined;
  const stem = file.slice(0, -ending.length);
  const dash = stem.lastIndexOf('-');
  const version = stem.slice(dash + 1);
  if (dash <= 0 || !/^[0-9]/.test(version)) return undefined;
  return { name: normaliseName(stem.slice(0, dash)), version };
}

/**
 * One digest that stands for a release with many files: the source archive's, else the first one's. `files` are the
 * entries as locks write them: `{file|url|name, hash}` or `{…, hashes: {sha256}}`, or plain strings.
 */
export function integrityOf(files: unknown): string | undefined {
  if (!Array.isArray(files)) return undefined;
  let first: string | undefined;
  for (const file of files) {
    const digest = typeof file === 'string' ? file : isRecord(file) ? digestOf(file) : undefined;
    if (digest === undefined) continue;
    first ??= digest;
    if (isRecord(file) && isSdist(file)) return digest;
  }
  return first;
}

function digestOf(file: Record<string, unknown>): string | undefined {
  const hash = ownString(file, 'hash');
  if (hash !== undefined) return hash;
  const hashes = own(file, 'hashes');
  if (!isRecord(hashes)) return undefined;
  const [algorithm] = Object.keys(hashes).sort();
  const digest = algorithm === undefined ? undefined : ownString(hashes, algorithm);
  return digest === undefined ? undefined : `${algorithm}:${digest}`;
}

function isSdist(file: Record<string, unknown>): boolean {
  const name = ownString(file, 'file') ?? ownString(file, 'name') ?? ownString(file, 'url') ?? '';
  return sdistEndings.some((ending) => name.endsWith(ending));
}
