import { isRecord } from '../../edit/json/index.ts';

/** One archive of a project page. */
export interface ProjectFile {
  readonly name: string;
  readonly url: string;
  readonly version: string;
  readonly isWheel: boolean;
  readonly sha256?: string;
  readonly requiresPython?: string;
  /** In bytes. */
  readonly size?: number;
  readonly isYanked: boolean;
  /** Milliseconds since the epoch. */
  readonly uploadedAt?: number;
  /** Whether its metadata can be had beside it (PEP 658 and 714). */
  readonly hasMetadata: boolean;
}

const maxFiles = 100_000;

/** Reads a project page of the simple API, as JSON (PEP 691 and 700) or HTML (PEP 503); nothing where it is neither. */
export function readSimplePage(text: string, address: string): readonly ProjectFile[] | undefined {
  return text.trimStart().startsWith('{') ? fromJson(text, address) : fromHtml(text, address);
}

function fromJson(text: string, address: string): readonly ProjectFile[] | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!isRecord(document) || !Array.isArray(document['files'])) return undefined;
  return document['files'].slice(0, maxFiles).flatMap((file: unknown) => {
    if (!isRecord(file) || typeof file['filename'] !== 'string' || typeof file['url'] !== 'string') return [];
    const hashes = isRecord(file['hashes']) ? file['hashes'] : {};
    const metadata = file['core-metadata'] ?? file['dist-info-metadata'] ?? false;
    const uploadedAt = typeof file['upload-time'] === 'string' ? Date.parse(file['upload-time']) : Number.NaN;
    return fileOf(file['filename'], file['url'], address, {
      sha256: hashes['sha256'],
      requiresPython: file['requires-python'],
      isYanked: file['yanked'] !== undefined && file['yanked'] !== false,
      hasMetadata: metadata !== false && metadata !== null,
      ...(typeof file['size'] === 'number' ? { size: file['size'] } : {}),
      ...(Number.isNaN(uploadedAt) ? {} : { uploadedAt }),
    });
  });
}

function fromHtml(text: string, address: string): readonly ProjectFile[] | undefined {
  if (!/<(?:!doctype|html|body|a)\b/i.test(text)) return undefined;
  const files: ProjectFile[] = [];
  for (const [, attributes = '', label = ''] of text.matchAll(/<a\s([^>]{1,4000})>([^<]{1,300})<\/a>/gi)) {
    if (files.length >= maxFiles) break;
    const of = (name: string) => {
      const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*"([^"]*)"`, 'i').exec(attributes)?.[1];
      return found?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    };
    const href = of('href') ?? '';
    files.push(
      ...fileOf(label.trim(), href, address, {
        sha256: /#sha256=([0-9a-f]{64})$/.exec(href)?.[1],
        requiresPython: of('data-requires-python'),
        isYanked: /(?:^|\s)data-yanked(?:\s|=|$)/i.test(attributes),
        hasMetadata: (of('data-core-metadata') ?? of('data-dist-info-metadata') ?? 'false') !== 'false',
      }),
    );
  }
  return files;
}

interface Said {
  readonly sha256: unknown;
  readonly requiresPython: unknown;
  readonly isYanked: boolean;
  readonly hasMetadata: boolean;
  readonly uploadedAt?: number;
  readonly size?: number;
}

function fileOf(name: string, href: string, address: string, said: Said): readonly ProjectFile[] {
  const named = versionOf(name);
  if (named === undefined || !URL.canParse(href, address)) return [];
  const url = new URL(href, address);
  url.hash = '';
  const { sha256, requiresPython, isYanked, hasMetadata, uploadedAt, size } = said;
  return [
    {
      name,
      url: url.href,
      ...named,
      isYanked,
      hasMetadata,
      ...(typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) ? { sha256 } : {}),
      ...(typeof requiresPython === 'string' && requiresPython !== '' ? { requiresPython } : {}),
      ...(uploadedAt === undefined ? {} : { uploadedAt }),
      ...(size === undefined ? {} : { size }),
    },
  ];
}

/** The version in the name of an archive: wheels have five or six parts (PEP 427), source archives end with it (PEP 625). */
function versionOf(name: string): { readonly version: string; readonly isWheel: boolean } | undefined {
  if (name.endsWith('.whl')) {
    const version = name.slice(0, -4).split('-')[1];
    return version === undefined ? undefined : { version, isWheel: true };
  }
  const stem = /^(.+)\.(?:tar\.gz|zip|tar\.bz2)$/.exec(name)?.[1];
  const version = stem === undefined ? undefined : /-(\d[^-]*(?:-\d+)?)$/.exec(stem)?.[1];
  return version === undefined ? undefined : { version, isWheel: false };
}
