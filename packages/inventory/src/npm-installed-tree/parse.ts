import { ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isRecord, parseJson } from '../json.ts';
import { type NodeProject, type NodeRequest, readProject } from '../node-project/index.ts';
import { Complaints } from '../npm-package-lock/complaints.ts';
import { componentOf, markOverrides } from '../npm-package-lock/component.ts';
import { edgesOf, Sites } from '../npm-package-lock/graph.ts';
import { overrideRules } from '../npm-package-lock/overrides.ts';
import { requestsOf } from '../npm-package-lock/requests.ts';
import type { Component, ParsedFile, ParseInput, Problem } from '../types.ts';
import { type InstalledPackage, walkInstalled } from './walk.ts';

/**
 * Reads an installed tree: one component per package folder, edges by Node's nearest-ancestor rule. What is direct
 * comes from the package.json beside the folder. Scopes other than those of direct dependencies are not recorded
 * anywhere, so they are `unknown`. Never fails; what cannot be read is a problem.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const complaints = new Complaints(input.path);
  const base = input.path.slice(0, -'node_modules/'.length);
  const { packages, problems: walkProblems } = await walkInstalled(input.files, base, complaints);
  const manifest = await readJson(input, `${base}package.json`);
  const project = await readProject(input.files, `${base}package.json`);
  const problems: Problem[] = [...walkProblems, ...project.problems];
  if (project.root === undefined) {
    problems.push({ error: errors.unresolved('no package.json beside it says what is direct', { file: input.path }) });
  }

  const sites = new Sites<InstalledPackage>();
  for (const each of packages) sites.add(each.place, each);
  const keyOf = (each: InstalledPackage) => (project.ownNames.has(each.name) ? undefined : each.place.path);
  const direct = directOnes(project, sites, keyOf, complaints);

  const components: Component[] = [];
  for (const each of packages) {
    if (keyOf(each) === undefined) continue;
    const { place, manifest: own } = each;
    const dependsOn = edgesOf(requestsOf(own, false), place.path, sites, keyOf, (request) =>
      complaints.add(
        'not_installed',
        'required by a package, but not installed',
        `${request.name} (by ${place.folder})`,
      ),
    );
    const asked = direct.get(place.path);
    const facts = {
      key: place.path,
      name: each.name,
      version: each.version,
      resolved: undefined,
      integrity: undefined,
      licence: own.license,
      line: undefined,
      extraneous: true,
    };
    const component = componentOf(facts, asked !== undefined, asked?.range ?? '', dependsOn);
    components.push(asked === undefined ? component : { ...component, scope: asked.scope });
  }
  markOverrides(components, overrideRules(manifest));
  return ok({ components, roots: [...direct.keys()], problems: [...problems, ...complaints.problems()] });
}

/** What the root and its workspaces ask for, by key; where several ask, use in production counts. */
function directOnes(
  project: NodeProject,
  sites: Sites<InstalledPackage>,
  keyOf: (each: InstalledPackage) => string | undefined,
  complaints: Complaints,
): Map<string, NodeRequest> {
  const direct = new Map<string, NodeRequest>();
  for (const manifest of [...(project.root === undefined ? [] : [project.root]), ...project.members]) {
    for (const request of manifest.requests) {
      const found = sites.resolve('', request.alias);
      if (found === undefined) {
        if (request.scope === 'prod' || request.scope === 'dev') {
          complaints.add('not_installed', 'asked for by package.json, but not installed', request.alias);
        }
        continue;
      }
      const key = keyOf(found);
      if (key !== undefined && (!direct.has(key) || request.scope === 'prod')) direct.set(key, request);
    }
  }
  return direct;
}

async function readJson(input: ParseInput, path: string): Promise<Record<string, unknown> | undefined> {
  const text = await input.files.read(path);
  const json = text.ok ? parseJson(path, text.value) : text;
  return json.ok && isRecord(json.value) ? json.value : undefined;
}
