import { setImmediate as turn } from 'node:timers/promises';
import { type NpmAdvisory, npmBulkAdvisories, npmPackage, npmScopedTarball, npmTarball } from '@maximus/contracts';
import { type HandlerInput, errors as httpErrors, okAnswer, type Route, route } from '@maximus/http';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { fromLive } from './live-answers.ts';
import { npmAdvisories, npmMatcher } from './npm-advisories.ts';
import type { NpmUpstream } from './npm-upstream.ts';
import type { Admit } from './open-networks.ts';
import { isObject } from './osv-question.ts';

const mostNames = 100_000;
const mostVersions = 1_000;
/** Packages between two turns of the event loop. */
const atOnce = 50;

const clients = /^(?:npm|pnpm|yarn|bun|node-fetch|npm-registry-fetch)\b/i;
const nameForm = /^(?:@[A-Za-z0-9~_-][A-Za-z0-9._~-]*\/)?[A-Za-z0-9~_-][A-Za-z0-9._~-]*$/;
const fileForm = /^[A-Za-z0-9~_-][A-Za-z0-9._~+-]*$/;

/** npm's registry, as far as `npm audit` asks it: advisories from the live index, packages from the upstream registry. */
export function npmRoutes(parts: Parts, admit: Admit, upstream: NpmUpstream): Route[] {
  const forward = (input: ProxyInput, path: string) => {
    // These paths are at the root: what no package manager asks for is simply not there.
    if (!clients.test(input.headers['user-agent'] ?? '')) throw httpErrors.not_found('there is nothing at this path');
    admit(input.principal);
    return upstream.forward({ path, headers: input.headers, signal: input.signal });
  };
  return [
    route(npmBulkAdvisories, async ({ body, principal }) => {
      admit(principal);
      const asked = readAsked(body);
      return fromLive(parts, async (live) => {
        if (!live.index.covers('npm')) throw errors.not_covered('this index has no advisories of npm');
        const matcher = npmMatcher(live);
        const found: [string, readonly NpmAdvisory[]][] = [];
        for (const [place, [name, versions]] of asked.entries()) {
          if (place % atOnce === atOnce - 1) await turn();
          const advisories = npmAdvisories(live, matcher, name, versions);
          if (advisories.length > 0) found.push([name, advisories]);
        }
        // Names are foreign: `fromEntries` defines even `__proto__` as a plain property.
        return okAnswer(Object.fromEntries(found));
      });
    }),
    route(npmPackage, (input) => forward(input, packagePath(input.params.package))),
    route(npmTarball, (input) =>
      forward(input, `${packagePath(input.params.package)}/-/${filePath(input.params.file)}`),
    ),
    route(npmScopedTarball, (input) => {
      const { scope, package: name, file } = input.params;
      return forward(input, `${packagePath(`${scope}/${name}`)}/-/${filePath(file)}`);
    }),
  ];
}

type ProxyInput = Pick<HandlerInput<typeof npmPackage>, 'headers' | 'principal' | 'signal'>;

function readAsked(body: unknown): readonly (readonly [string, readonly string[]])[] {
  if (!isObject(body)) throw errors.query_refused('the body maps names of packages to lists of versions');
  const names = Object.entries(body);
  if (names.length > mostNames) throw errors.query_refused(`at most ${mostNames} packages are asked for at once`);
  return names.map(([name, versions]) => {
    const isList = Array.isArray(versions) && versions.length <= mostVersions;
    if (!isList || !versions.every((each): each is string => typeof each === 'string' && each.length <= 256))
      throw errors.query_refused(`${name.slice(0, 120)} has no list of at most ${mostVersions} versions`);
    return [name, versions];
  });
}

function packagePath(name: string): string {
  if (!nameForm.test(name)) throw httpErrors.not_found('this is no name of a package');
  return name.startsWith('@') ? `@${encodeURIComponent(name.slice(1))}` : encodeURIComponent(name);
}

function filePath(file: string): string {
  if (!fileForm.test(file)) throw httpErrors.not_found('this is no name of an archive');
  return encodeURIComponent(file);
}
