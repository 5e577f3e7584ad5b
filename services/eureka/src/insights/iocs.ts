import { isIP } from 'node:net';
import type { ExtractedIocs } from '@maximus/contracts';

/** Bounds of what is looked at: the data come from anywhere. */
const maxText = 1 << 20;
const maxEach = 1_000;
const maxDepth = 32;

const url = /\bhttps?:\/\/[^\s"'<>()[\]{}|\\^`]{1,2000}/gi;
const address4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
const address6 = /(?<![\w:.])[0-9a-f:]{2,39}(?![\w:.])/gi;
const domain = /(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?![\w-])/gi;
const cve = /\bCVE-\d{4}-\d{4,7}\b/gi;
const hex = /(?<![0-9a-f])[0-9a-f]{32,64}(?![0-9a-f])/gi;
/** Names of files look like domains. */
const fileEnding =
  /\.(?:js|ts|json|py|go|rs|java|xml|ya?ml|toml|lock|md|txt|log|html?|css|png|jpe?g|svg|exe|dll|so|sh)$/i;

/** Every text within a value, in order, up to a bound. */
export function textsIn(value: unknown): string {
  const texts: string[] = [];
  let left = maxText;
  const visit = (part: unknown, depth: number): void => {
    if (left <= 0 || depth > maxDepth) return;
    if (typeof part === 'string') {
      texts.push(part.slice(0, left));
      left -= part.length;
    } else if (Array.isArray(part)) for (const each of part) visit(each, depth + 1);
    else if (typeof part === 'object' && part !== null) for (const each of Object.values(part)) visit(each, depth + 1);
  };
  visit(value, 0);
  return texts.join('\n');
}

/** Indicators of compromise in a text: addresses, names, digests, links and CVE ids, each once, in the order of the text. */
export function extractIocs(text: string): ExtractedIocs {
  const found = (pattern: RegExp, keep: (match: string) => boolean = () => true) => {
    const seen = new Set<string>();
    for (const [match] of text.matchAll(pattern)) {
      if (seen.size >= maxEach) break;
      if (keep(match)) seen.add(match);
    }
    return [...seen];
  };
  const digests = found(hex).map((each) => each.toLowerCase());
  const ofLength = (length: number) => [...new Set(digests.filter((each) => each.length === length))];
  return {
    ips: [...found(address4, (each) => isIP(each) === 4), ...found(address6, (each) => isIP(each) === 6)],
    domains: found(domain, (each) => isIP(each) === 0 && !fileEnding.test(each)).map((each) => each.toLowerCase()),
    hashes: { md5: ofLength(32), sha1: ofLength(40), sha256: ofLength(64) },
    urls: found(url),
    cves: [...new Set(found(cve).map((each) => each.toUpperCase()))],
  };
}
