import type { Result } from '@maximus/kernel';
import { packageOfPurl, parsePurl } from '../purl/index.ts';
import type { InventoryFormat, ParsedFile } from '../types.ts';
import { memoryFiles } from './memory-files.ts';

/** One file of a format with the tree around it. */
export interface Sample {
  readonly path: string;
  readonly tree: Readonly<Record<string, string>>;
}

/** Parses a text in place of the sample's own; a throw is a fault of the format and passes through. */
export async function parseSample(
  format: InventoryFormat,
  sample: Sample,
  text: string = sample.tree[sample.path] ?? '',
): Promise<Result<ParsedFile>> {
  const tree = { ...sample.tree, [sample.path]: text };
  return format.parse({ path: sample.path, text, files: memoryFiles(tree) });
}

/** What is wrong with a parsed file by the rules that hold for every format; empty where nothing is. */
export function faultsOf(file: ParsedFile, text: string): string[] {
  const faults: string[] = [];
  const keys = new Set<string>();
  const lines = countLines(text);
  for (const component of file.components) {
    if (keys.has(component.key)) faults.push(`the key ${component.key} stands twice`);
    keys.add(component.key);
    if (component.name === '') faults.push(`${component.key} has no name`);
    if (component.version === '') faults.push(`${component.key} has an empty version`);
    if (component.requested !== undefined && !component.direct)
      faults.push(`${component.key} is requested but not direct`);
    if (
      component.line !== undefined &&
      !(Number.isInteger(component.line) && component.line >= 1 && component.line <= lines)
    ) {
      faults.push(`${component.key} is at line ${component.line} of ${lines}`);
    }
    for (const fault of purlFaults(component)) faults.push(fault);
  }
  for (const component of file.components) {
    for (const edge of component.dependsOn) {
      if (!keys.has(edge.to)) faults.push(`${component.key} depends on ${edge.to}, which is not there`);
    }
  }
  for (const root of file.roots) if (!keys.has(root)) faults.push(`the root ${root} is not there`);
  for (const { error, count } of file.problems) {
    if (!error.code.startsWith('inventory.')) faults.push(`a problem has the foreign code ${error.code}`);
    if (error.details.file === undefined) faults.push(`a problem names no file: ${error.message}`);
    if (count !== undefined && count < 1) faults.push(`a problem stands for ${count} entries`);
  }
  return faults;
}

function purlFaults({ key, purl, ecosystem, version }: ParsedFile['components'][number]): string[] {
  const parsed = parsePurl(purl);
  if (!parsed.ok) return [`${key}: ${parsed.error.message}`];
  const again = packageOfPurl(parsed.value);
  const faults: string[] = [];
  if (version !== undefined && parsed.value.version === undefined)
    faults.push(`${key}: the purl ${purl} has no version`);
  const base = ecosystem.split(':')[0];
  if (again !== undefined && again.ecosystem.split(':')[0] !== base) {
    faults.push(`${key}: the purl ${purl} is of ${again.ecosystem}, not of ${ecosystem}`);
  }
  return faults;
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** The sample cut off after each twentieth: what a broken download or an interrupted write leaves. */
export function truncations(text: string): string[] {
  return Array.from({ length: 20 }, (_, part) => text.slice(0, Math.floor((text.length * part) / 20)));
}

/** Text that nests as deep as a hostile file may, in the brackets and indents of every syntax in use. */
export function deepTexts(): string[] {
  const depth = 20_000;
  const yaml = Array.from({ length: 400 }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
  return [
    '['.repeat(depth),
    '{"a":'.repeat(depth),
    `{"packages":${'{"a":'.repeat(depth)}`,
    `[${'['.repeat(depth)}${']'.repeat(depth)}]`,
    '<a>'.repeat(depth),
    `<?xml version="1.0"?>${'<project>'.repeat(depth)}`,
    `a = ${'['.repeat(depth)}`,
    `${'['.repeat(depth)}a${']'.repeat(depth)}`,
    `a: ${'{a: '.repeat(depth)}`,
    yaml,
    `%{${'{'.repeat(depth)}`,
    '('.repeat(depth),
    '"'.repeat(depth),
    '\\'.repeat(depth),
  ];
}

/** Bytes that are no text of any format, from a seed, so that a failure can be had again. */
export function noise(seed: number, length: number): string {
  const bytes = Buffer.alloc(length);
  let state = seed >>> 0;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes.toString('utf8');
}

/** The sample with pieces of it deleted, doubled and swapped: text that still looks like the format. */
export function mutations(text: string, seed: number, count: number): string[] {
  let state = seed >>> 0;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return below === 0 ? 0 : state % below;
  };
  const words = ['__proto__', 'constructor', 'null', '[]', '{}', '-1', '""', '\n', '\t', '\0', '\ud800', '1e999', ':'];
  return Array.from({ length: count }, () => {
    const from = next(text.length);
    const to = Math.min(text.length, from + next(40));
    const word = words[next(words.length)] ?? '';
    return next(2) === 0 ? text.slice(0, from) + word + text.slice(to) : text.slice(0, to) + word + text.slice(from);
  });
}
