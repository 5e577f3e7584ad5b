import { ok } from '@maximus/kernel';
import type { VersionScheme } from '@maximus/versions';
import { editGoMod, readGoMod } from '../../edit/go-mod/index.ts';
import { blockage } from '../blockage.ts';
import type { Dialect, OwnAsk, Pin, PinnedProject } from '../pinned/index.ts';
import { schemeOf } from '../pinned/index.ts';

/**
 * A go.mod as pins. Minimal version selection takes the highest of all least versions (Go Modules Reference, "Minimal version
 * selection"), so that nobody holds a module back, and what a raised one asks for is exact.
 */
export function readGoProject(lockFile: string, text: string): PinnedProject {
  const { requires, replaces, excludes, go } = readGoMod(text);
  const pins = new Map<string, Pin>();
  for (const { path, version } of requires) {
    const rule = replaces.find((each) => each.path === path && (each.version ?? version) === version);
    pins.set(path, {
      key: path,
      name: rule?.target ?? path,
      version: rule?.targetVersion ?? version,
      asks: [],
      ...(rule === undefined ? {} : { rule: rule.text }),
      ...(rule !== undefined && rule.targetVersion === undefined ? { foreign: rule.target } : {}),
    });
  }
  if (go !== undefined) {
    // Advisories speak of the standard library by the version of Go.
    pins.set('stdlib', { key: 'stdlib', name: 'stdlib', version: go, asks: [], rule: `go ${go}` });
  }
  const own = requires
    .filter(({ indirect }) => !indirect)
    .map(({ path, version }): OwnAsk => ({ id: path, file: lockFile, name: path, requirement: version, to: path }));
  return {
    dialect: dialectOf(go, excludes),
    pins,
    own,
    write: ({ moved }) => ok([{ file: lockFile, kind: 'lock', before: text, after: editGoMod(text, moved) }]),
  };
}

function dialectOf(go: string | undefined, excludes: ReadonlySet<string>): Dialect {
  const scheme = schemeOf('Go');
  return {
    ecosystem: 'Go',
    scheme,
    keyOf: (name) => name,
    lineOf: () => '',
    takes: (requirement, version) => compareGo(scheme, version, requirement) >= 0,
    ownTakes: (requirement, version) => requirement === version,
    restyle: (_requirement, version) => version,
    exact: (requirement) => requirement,
    refuse: (name, { version, engines }) => {
      if (excludes.has(`${name}@${version}`)) {
        return blockage('pinned-by-override', `go.mod excludes ${name}@${version}.`);
      }
      const wanted = engines.get('go');
      // A requirement on a newer Go would raise the go directive of the project.
      if (wanted === undefined || go === undefined || compareGo(scheme, wanted, go) <= 0) return undefined;
      return blockage('engine-conflict', `${name}@${version} wants Go ${wanted}, the project promises ${go}.`);
    },
    needsDetails: true,
    knowsGraph: false,
    knowsAdditions: false,
    overrides: false,
  };
}

function compareGo(scheme: VersionScheme, a: string, b: string): number {
  const [x, y] = [scheme.parse(a), scheme.parse(b)];
  return x.ok && y.ok ? scheme.order(x.value, y.value) : 0;
}
