import type { Proof, ProofLanguage } from './types.ts';

const maxSourceLength = 4_096;
const maxTimeoutMs = 30_000;

/** Words that no proof needs: ways to the network, to processes, to the file system, and to code made of text. */
const refused: Readonly<Record<ProofLanguage, RegExp>> = {
  node: /\b(?:require|import|process|eval|Function|globalThis|global|fetch|WebSocket|XMLHttpRequest|Worker|Deno|Bun|child_process|mainModule|binding|dlopen|__proto__\s*=)\b/,
  python:
    /\b(?:__import__|__builtins__|__subclasses__|__globals__|exec|eval|compile|open|input|breakpoint|globals|locals|vars|setattr|delattr|os|sys|subprocess|socket|shutil|ctypes|importlib|builtins|pathlib|multiprocessing|threading|urllib\.request|http\.client|requests\.(?:get|post|put|request))\b/,
};

/** Modules of the standard library that a Python proof may import beside its package. */
const pythonModules: ReadonlySet<string> = new Set([
  'io',
  'json',
  're',
  'string',
  'base64',
  'itertools',
  'math',
  'zipfile',
  'tarfile',
  'html',
]);

/** Everywhere, in strings as well: an address outside of the sandbox, or the way from an object to its function's maker. */
const everywhere: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:https?|ftp|wss?|ldaps?|rmi|jndi|file):\/\/(?=\w)(?!(?:[\w-]{1,60}\.){0,4}(?:example|test|invalid)(?:[/:?#'"\s]|$))/i,
    'it names an address outside of the sandbox',
  ],
  [/constructor\W{0,8}constructor/, 'it reaches for the maker of functions'],
  [/\/(?:etc|proc|sys|dev|root|home)\/|~\/|\.ssh/, 'it names a file of the machine'],
];

/**
 * Why a proof may not run, as sentences; empty where nothing speaks against it. A backstop beside review and sandbox: it reads
 * text and proves nothing about what the text does.
 */
export function unsafeIn(proof: Pick<Proof, 'source' | 'language' | 'timeoutMs' | 'modules'>): readonly string[] {
  const { source, language, timeoutMs } = proof;
  const found: string[] = [];
  if (source.length > maxSourceLength) found.push(`it is longer than ${maxSourceLength} characters`);
  if (!(timeoutMs > 0 && timeoutMs <= maxTimeoutMs)) found.push(`its time limit is not within ${maxTimeoutMs} ms`);
  for (const [pattern, why] of everywhere) if (pattern.test(source)) found.push(why);
  const code = codeOf(source, language);
  const word = refused[language].exec(code);
  if (word !== null) found.push(`it uses "${word[0]}"`);
  if (language === 'node' && code.includes('${')) found.push('it computes text in a template');
  if (language === 'python') found.push(...foreignImports(code, new Set([...pythonModules, ...(proof.modules ?? [])])));
  return found;
}

/** The source with what stands in quotes and comments left out; quotes stay. */
function codeOf(source: string, language: ProofLanguage): string {
  const pattern =
    language === 'node'
      ? /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`[^`$\\]*`/g
      : /#[^\n]*|'''[\s\S]*?'''|"""[\s\S]*?"""|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
  return source.replace(pattern, "''");
}

function foreignImports(code: string, allowed: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  for (const line of code.split('\n')) {
    if (!/\bimport\b/.test(line)) continue;
    const named = /^\s*(?:from ([\w.]{1,100}) import [\w, ]{1,200}|import ([\w., ]{1,200}))\s*$/.exec(line);
    const modules = named === null ? [line.trim()] : (named[1] ?? named[2] ?? '').split(',').map((each) => each.trim());
    for (const module of modules) {
      if (!allowed.has(module.split('.')[0] ?? '')) found.push(`it imports "${module.slice(0, 100)}"`);
    }
  }
  return found;
}
