import { fail, ok, type Result } from '@maximus/kernel';
import { mapAt, parseYamlDocuments, textAt, type YamlMap } from '../block-yaml/index.ts';
import { buildGraph, type DraftComponent, type RootEdge } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { createProblemList } from '../problem-list/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { readImporters } from './importers.ts';
import { reportMissing } from './missing.ts';
import { readOverrides } from './overrides.ts';
import { readPackages } from './packages.ts';

const oldest = 5;
const newest = 9;

/**
 * Parses pnpm-lock.yaml. From pnpm 11 the file may open with a second document for the configuration dependencies:
 * its entries are development components with keys of their own.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const documents = await parseYamlDocuments(input.path, input.text);
  if (!documents.ok) return documents;
  const problems = createProblemList();
  const drafts = new Map<string, DraftComponent>();
  const roots: RootEdge[] = [];
  const last = documents.value.length - 1;
  for (const [index, document] of documents.value.entries()) {
    const version = checkVersion(input.path, document);
    if (!version.ok) return version;
    const prefix = index === last ? '' : `document ${index + 1}: `;
    const overrides = readOverrides(document);
    const tree = readPackages({ path: input.path, document, overrides, problems, prefix });
    for (const [key, draft] of tree.drafts) drafts.set(key, draft);
    const asked = readImporters({ path: input.path, document, tree, overrides, problems });
    if (index === last) await reportMissing(input, document, problems);
    for (const root of asked) roots.push(root);
    for (const root of tree.localRoots) roots.push(root);
  }
  return ok(buildGraph({ path: input.path, drafts, roots, problems: problems.list() }));
}

function checkVersion(path: string, document: YamlMap): Result<string> {
  const version = textAt(document, 'lockfileVersion') ?? '';
  const line = document.lines[[...document.values.keys()].indexOf('lockfileVersion')] ?? 1;
  const major = Number.parseInt(version, 10);
  if (Number.isNaN(major))
    return fail(errors.malformed('lockfileVersion is missing or no number', { file: path, line }));
  if (major < oldest || major > newest) {
    const message = `lockfileVersion ${version.slice(0, 40)} is not one of ${oldest} to ${newest}`;
    return fail(errors.unsupported_version(message, { file: path, line }));
  }
  for (const section of ['packages', 'snapshots', 'importers']) {
    const value = document.values.get(section);
    if (value !== undefined && value !== '' && mapAt(document, section) === undefined) {
      return fail(errors.malformed(`${section} is not a mapping`, { file: path, line }));
    }
  }
  return ok(version);
}
