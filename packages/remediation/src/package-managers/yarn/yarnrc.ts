import { readNpmrc } from '../../registries/npm/index.ts';

/** The registry that a Yarn 1 `.yarnrc` names; `yarn-path`, `--install.*` and every other key are not read. */
export function yarnrcRegistry(text: string): string | undefined {
  const lines = text
    .split(/\r?\n/, 2_000)
    .map((line) => /^\s*"?registry"?\s+"?([^"\s]+)"?\s*$/.exec(line.slice(0, 1_000))?.[1]);
  const last = lines.findLast((each) => each !== undefined);
  return last === undefined ? undefined : readNpmrc(`registry=${last}`).registry;
}
