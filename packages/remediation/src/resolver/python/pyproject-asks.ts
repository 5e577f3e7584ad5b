import { normalName, requirementIn, type Splice, splice } from '../../edit/requirements/index.ts';
import { tomlStrings } from '../../edit/toml/index.ts';
import type { OwnAsk } from '../pinned/index.ts';

interface Place extends OwnAsk {
  readonly start: number;
  readonly end: number;
}

/** What a pyproject.toml asks for (PEP 621, PEP 735, and the tables of uv and Poetry), with the place of each requirement. */
function placesIn(file: string, text: string): readonly Place[] {
  return tomlStrings(text).flatMap(({ path, value, start, end }, at): Place[] => {
    const id = `${file}#${at}`;
    const joined = path.join('/');
    if (
      /^(?:project\/dependencies|project\/optional-dependencies\/[^/]+|dependency-groups\/[^/]+|tool\/uv\/dev-dependencies)$/.test(
        joined,
      )
    ) {
      const line = requirementIn(value, start);
      return line === undefined
        ? []
        : [{ id, file, name: line.name, requirement: line.specifier, start: line.start, end: line.end }];
    }
    const name = /^tool\/poetry\/(?:dev-)?(?:dependencies|group\/[^/]+\/dependencies)\/([^/]+)(?:\/version)?$/.exec(
      joined,
    )?.[1];
    if (name === undefined || name === 'python') return [];
    return [{ id, file, name: normalName(name), requirement: value, start, end }];
  });
}

/** The requirements of a pyproject.toml. */
export function pyprojectAsks(file: string, text: string): readonly OwnAsk[] {
  return placesIn(file, text).map(({ start: _start, end: _end, ...ask }) => ask);
}

/** The text with other requirements at their places; every other byte stays. */
export function editPyproject(file: string, text: string, requirements: ReadonlyMap<string, string>): string {
  const splices = placesIn(file, text).flatMap(({ id, requirement, start, end }): Splice[] => {
    const written = requirements.get(id);
    return written === undefined || written === requirement ? [] : [{ start, end, text: written }];
  });
  return splice(text, splices);
}
