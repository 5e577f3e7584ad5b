import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isRecord, parseJson } from '../json.ts';
import { createLineFinder, lineAt } from '../lines.ts';
import { type NodeRequest, readManifest, unreadableRequests } from '../node-project/index.ts';
import { purlOf, sourceOf } from '../node-source/index.ts';
import { createProblemList } from '../problem-list/index.ts';
import type { Component, ParsedFile, ParseInput } from '../types.ts';

const ownCode = /^(?:file|link|portal|workspace):/;

/**
 * Reads what a package.json asks for. No component has a version, and what they pull in is unknown: any of them makes the
 * file `partial` with one `inventory.unresolved`. Requests of the project's own folders are no components.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const json = parseJson(input.path, input.text);
  if (!json.ok) return json;
  if (!isRecord(json.value))
    return fail(errors.malformed('a manifest is a JSON object', { file: input.path, line: 1 }));
  const findLine = createLineFinder(input.text);
  const components: Component[] = [];
  const keys = new Set<string>();
  for (const request of inFileOrder(readManifest(json.value).requests, Object.keys(json.value))) {
    const line = findLine(`${JSON.stringify(request.alias)}:`);
    if (request.alias === '' || ownCode.test(request.range) || keys.has(request.alias)) continue;
    keys.add(request.alias);
    components.push(componentOf(request, line));
  }
  const problems = createProblemList();
  for (const key of unreadableRequests(json.value)) {
    const line = lineAt(input.text, Math.max(0, input.text.indexOf(JSON.stringify(key))));
    problems.add('shape', () =>
      errors.malformed(`"${key.slice(0, 120)}" does not say what it asks for`, { file: input.path, line }),
    );
  }
  problems.addCounted(components.length, () =>
    errors.unresolved('no lock file: versions and what the dependencies pull in are not known', { file: input.path }),
  );
  return ok({ components, roots: components.map((each) => each.key), problems: problems.list() });
}

const groupOf: Readonly<Record<string, string>> = {
  prod: 'dependencies',
  dev: 'devDependencies',
  optional: 'optionalDependencies',
  peer: 'peerDependencies',
};

/** Groups in the order of the file, so that lines are found in one pass. */
function inFileOrder(requests: readonly NodeRequest[], fields: readonly string[]): NodeRequest[] {
  const place = (request: NodeRequest) => fields.indexOf(groupOf[request.scope] ?? '');
  return [...requests].sort((a, b) => place(a) - place(b));
}

function componentOf({ alias, range, scope }: NodeRequest, line: number | undefined): Component {
  const target = range.startsWith('npm:') ? range.slice(4) : '';
  const at = target.indexOf('@', 1);
  const name = target === '' ? alias : at === -1 ? target : target.slice(0, at);
  return {
    key: alias,
    ecosystem: 'npm',
    name,
    purl: purlOf(name, undefined, sourceOf(range, name)),
    scope,
    direct: true,
    ...(range === '' ? {} : { requested: range }),
    ...(line === undefined ? {} : { line }),
    dependsOn: [],
  };
}
