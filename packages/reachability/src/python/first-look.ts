import type { FirstLook } from '../types.ts';

/** Whether a name stands in a text as a whole word. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!isNamePart(text.charCodeAt(at - 1)) && !isNamePart(text.charCodeAt(at + word.length))) return true;
  }
  return false;
}

function isNamePart(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code >= 128
  );
}

/** Whatever may load a module, run a text, or look up a name that is computed. */
const loading = /import_module|__import__|\b(?:exec|eval)\s*\(|(?:\b(?:globals|locals|vars)\(|__dict__|sys\.modules)/;

/** Looks for the packages' top modules as words, and for calls that import by name. Sees more than there is, never less. */
export function lookAtPython(text: string, keysByModule: ReadonlyMap<string, readonly string[]>): FirstLook {
  const mentioned = new Set<string>();
  if (text.includes('import')) {
    for (const [module, keys] of keysByModule) {
      const top = module.slice(0, module.indexOf('.') < 0 ? undefined : module.indexOf('.'));
      if (hasWord(text, top)) for (const key of keys) mentioned.add(key);
    }
  }
  return { mentioned, mayBeDynamic: loading.test(text) };
}
