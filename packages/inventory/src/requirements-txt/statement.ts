import { artefactOfName, parseRequirement, type Requirement } from '../python/index.ts';

/** What one logical line of a requirements file says. */
export type Statement =
  | {
      readonly kind: 'requirement';
      readonly requirement: Requirement;
      readonly hashes: readonly string[];
      /** The version that the file name of a direct reference tells. */
      readonly fileVersion?: string;
    }
  | { readonly kind: 'include' | 'constraint'; readonly target: string }
  /** The project itself or a folder beside it. */
  | { readonly kind: 'local'; readonly target: string }
  /** Installs something whose name it does not say. */
  | { readonly kind: 'nameless'; readonly target: string }
  | { readonly kind: 'option' }
  | { readonly kind: 'malformed' };

/** Reads a logical line (comment taken off, not empty). Rule: pip documentation, "Requirements File Format". */
export function readStatement(text: string): Statement {
  if (text.startsWith('-')) return readOption(text);
  const { body, options } = splitOptions(text);
  const hashes = options.filter((each) => each.startsWith('--hash')).map((each) => each.slice(7).trim());
  if (isPathOrUrl(body)) return readReference(body, hashes);
  const requirement = parseRequirement(body);
  if (requirement === undefined) return { kind: 'malformed' };
  const file = requirement.url === undefined ? undefined : artefactOfName(requirement.url);
  return { kind: 'requirement', requirement, hashes, ...(file === undefined ? {} : { fileVersion: file.version }) };
}

/** Options that ask for nothing. pip takes any unique beginning of a name; one that is not here might be `--requirement`. */
const settings: ReadonlySet<string> = new Set([
  '--allow-all-external',
  '--allow-external',
  '--allow-unverified',
  '--config-setting',
  '--config-settings',
  '--extra-index-url',
  '--find-links',
  '--global-option',
  '--hash',
  '--index-url',
  '--no-binary',
  '--no-index',
  '--only-binary',
  '--pre',
  '--prefer-binary',
  '--process-dependency-links',
  '--require-hashes',
  '--trusted-host',
  '--use-feature',
]);

function readOption(text: string): Statement {
  const option = /^(--?[A-Za-z][A-Za-z-]*)(?:\s*=\s*|\s+)?/.exec(text);
  let name = option?.[1] ?? '';
  let value = text.slice(option?.[0].length ?? 0).trim();
  // `-rbase.txt` is allowed for the one-letter options.
  if (/^-[rce][^-]/.test(name)) {
    value = text.slice(2).trim();
    name = name.slice(0, 2);
  }
  switch (name) {
    case '-r':
    case '--requirement':
      return value === '' ? { kind: 'malformed' } : { kind: 'include', target: unquoted(value) };
    case '-c':
    case '--constraint':
      return value === '' ? { kind: 'malformed' } : { kind: 'constraint', target: unquoted(value) };
    case '-e':
    case '--editable':
      return value === '' ? { kind: 'malformed' } : readReference(splitOptions(value).body, []);
    case '':
      return { kind: 'malformed' };
    default:
      return { kind: settings.has(name) || /^-[if]/.test(name) ? 'option' : 'malformed' };
  }
}

/** Options of a single requirement follow it after a space: `name==1 --hash=sha256:…`. */
function splitOptions(text: string): { body: string; options: readonly string[] } {
  const words = text.split(/[ \t]+/);
  const first = words.findIndex((word, index) => index > 0 && word.startsWith('-'));
  if (first === -1) return { body: text, options: [] };
  const options: string[] = [];
  for (const word of words.slice(first)) {
    const last = options.length - 1;
    // `--hash sha256:…` is the same as `--hash=sha256:…`.
    if (word.startsWith('-')) options.push(word);
    else if (last >= 0) options[last] += ` ${word}`;
  }
  return { body: words.slice(0, first).join(' '), options };
}

function isPathOrUrl(body: string): boolean {
  const end = body.search(/[ \t;@[]/);
  const head = end === -1 ? body : body.slice(0, end);
  if (head.includes('://') || head.startsWith('.') || head.startsWith('/') || head.startsWith('file:')) return true;
  return head.includes('/') || head.includes('\\') || artefactOfName(head) !== undefined;
}

/** A path, an archive or a repository, with the name in `#egg=` or in the file's name. */
function readReference(written: string, hashes: readonly string[]): Statement {
  const text = unquoted(written.split(/\s;|\s+/)[0] ?? '');
  const egg = fragmentName(text);
  const named = text.includes('@') && !text.includes('://') ? undefined : artefactOfName(text);
  const isRemote = text.includes('://') && !text.startsWith('file:');
  const name = named?.name ?? egg;
  if (name !== undefined && (isRemote || named !== undefined)) {
    const requirement = parseRequirement(`${name} @ ${text}`);
    if (requirement !== undefined) {
      return {
        kind: 'requirement',
        requirement,
        hashes,
        ...(named === undefined ? {} : { fileVersion: named.version }),
      };
    }
  }
  const pep508 = written.includes('@') ? parseRequirement(written) : undefined;
  if (pep508?.url !== undefined) {
    const file = artefactOfName(pep508.url);
    return {
      kind: 'requirement',
      requirement: pep508,
      hashes,
      ...(file === undefined ? {} : { fileVersion: file.version }),
    };
  }
  return { kind: isRemote ? 'nameless' : 'local', target: text };
}

function fragmentName(url: string): string | undefined {
  const hash = url.indexOf('#');
  if (hash === -1) return undefined;
  for (const pair of url.slice(hash + 1).split('&')) {
    if (!pair.startsWith('egg=')) continue;
    const bracket = pair.indexOf('[');
    return bracket === -1 ? pair.slice(4) : pair.slice(4, bracket);
  }
  return undefined;
}

function unquoted(text: string): string {
  const quote = text[0];
  return (quote === '"' || quote === "'") && text.length > 1 && text.endsWith(quote) ? text.slice(1, -1) : text;
}
