import type { FirstLook } from '../types.ts';
import { packageOf } from './specifier.ts';

/** Calls that load a module or run a text; what they are given may name any package. */
const loadingWords = ['require', 'import', 'eval', 'Function', 'runInThisContext', 'runInNewContext', 'runInContext'];
/** Longest specifier looked at. */
const maxSpecifier = 300;

/**
 * Looks for quoted specifiers of the packages, and for a `require(` or `import(` without a quote behind it. It sees more
 * than there is (comments, plain strings) and never less, so that only the parser decides. Linear in the text.
 */
export function lookAtScript(text: string, keysByName: ReadonlyMap<string, readonly string[]>): FirstLook {
  const mentioned = new Set<string>();
  for (const token of quoted(text)) {
    const name = packageOf(token);
    for (const key of (name !== undefined && keysByName.get(name)) || []) mentioned.add(key);
  }
  return { mentioned, mayBeDynamic: loadingWords.some((word) => hasBareCall(text, word)) };
}

/** What stands between any two neighbouring quotes of one line; pairs are not told apart, both readings are given. */
function* quoted(text: string): Generator<string> {
  let last = -1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10) last = -1;
    else if (code === 34 || code === 39 || code === 96) {
      if (last >= 0 && at - last > 1 && at - last < maxSpecifier) yield text.slice(last + 1, at);
      last = at;
    } else if (
      code === 36 &&
      text.charCodeAt(at + 1) === 123 &&
      last >= 0 &&
      at - last > 1 &&
      at - last < maxSpecifier
    ) {
      // `name/${x}`: the part before the substitution names the package.
      yield text.slice(last + 1, at);
    }
  }
}

function hasBareCall(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (isNamePart(text.charCodeAt(at - 1))) continue;
    let next = skipBlank(text, at + word.length);
    if (text[next] !== '(') continue;
    next = skipBlank(text, next + 1);
    if (text[next] !== ')' && !isPlainArgument(text, next)) return true;
  }
  return false;
}

/** A quoted text without escapes and substitutions that is a whole argument. */
function isPlainArgument(text: string, from: number): boolean {
  const quote = text.charAt(from);
  if (quote !== '"' && quote !== "'" && quote !== '`') return false;
  let end = from + 1;
  while (end < text.length && end - from < maxSpecifier && text.charAt(end) !== quote) {
    const char = text.charAt(end);
    if (char === '\\' || (char === '$' && quote === '`')) return false;
    end += 1;
  }
  const behind = text.charAt(skipBlank(text, end + 1));
  return text.charAt(end) === quote && (behind === ')' || behind === ',');
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at += 1;
  return at;
}

function isNamePart(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 36
  );
}
