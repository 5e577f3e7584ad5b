import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { maxDepth } from '../json.ts';
import { readSubset } from './subset.ts';
import { YamlMap } from './yaml-tree.ts';

/** Documents that one file may hold; pnpm writes two at most. */
const maxDocuments = 16;

/**
 * Parses a file that holds one mapping. Fails with `inventory.malformed`, `too_deep` or `limit_reached`, each with file
 * and line. A key that is there twice in one mapping is an error.
 */
export async function parseYaml(path: string, text: string): Promise<Result<YamlMap>> {
  const documents = await parseYamlDocuments(path, text);
  if (!documents.ok) return documents;
  const [first, second] = documents.value;
  if (first !== undefined && second === undefined) return ok(first);
  return fail(errors.malformed('more than one YAML document', { file: path, line: 1 }));
}

/** Parses a file of one or more documents parted by `---` lines, each a mapping. Errors as `parseYaml`. */
export async function parseYamlDocuments(path: string, text: string): Promise<Result<readonly YamlMap[]>> {
  const parts = splitDocuments(text);
  if (parts.length > maxDocuments) {
    return fail(errors.limit_reached(`more than ${maxDocuments} YAML documents`, { file: path, line: 1 }));
  }
  const documents: YamlMap[] = [];
  for (const part of parts) {
    const document = await parseDocument(path, part.text, part.lineOffset);
    if (!document.ok) return document;
    documents.push(document.value);
  }
  return ok(documents);
}

async function parseDocument(path: string, text: string, lineOffset: number): Promise<Result<YamlMap>> {
  const read = readSubset(text, maxDepth, lineOffset);
  if (read instanceof YamlMap) return ok(read);
  if (read === undefined) {
    const { readWithLibrary } = await import('./library.ts');
    return readWithLibrary(path, text, maxDepth, lineOffset);
  }
  const where = { file: path, line: read.line };
  if (read.reason === 'too_deep') return fail(errors.too_deep(`nested deeper than ${maxDepth} levels`, where));
  return fail(errors.malformed('a key is there twice', where));
}

interface DocumentPart {
  readonly text: string;
  readonly lineOffset: number;
}

/** Cuts at lines that are exactly `---`: at the start of a line these are markers in every context of YAML. */
function splitDocuments(text: string): readonly DocumentPart[] {
  const parts: DocumentPart[] = [];
  let begin = 0;
  let lineOffset = 0;
  for (let at = findMarker(text, 0); at !== -1; at = findMarker(text, begin)) {
    const part = text.slice(begin, at);
    if (!isBlank(part)) parts.push({ text: part, lineOffset });
    if (parts.length > maxDocuments) return parts;
    const after = text.indexOf('\n', at);
    const next = after === -1 ? text.length : after + 1;
    lineOffset += countLines(text, begin, next);
    begin = next;
  }
  const rest = text.slice(begin);
  if (parts.length === 0 || !isBlank(rest)) parts.push({ text: rest, lineOffset });
  return parts;
}

function findMarker(text: string, from: number): number {
  for (let at = text.indexOf('---', from); at !== -1; at = text.indexOf('---', at + 1)) {
    if (at !== 0 && text.charCodeAt(at - 1) !== 0x0a) continue;
    const after = text.charCodeAt(at + 3);
    if (at + 3 === text.length || after === 0x0a || after === 0x0d) return at;
  }
  return -1;
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** Whether a part holds nothing but blank lines and comments. */
function isBlank(text: string): boolean {
  for (const line of text.length > 4096 ? [text] : text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed !== '' && !trimmed.startsWith('#')) return false;
  }
  return true;
}
