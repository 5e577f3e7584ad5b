import { blockage } from '../blockage.ts';
import { type Dialect, schemeOf } from '../pinned/index.ts';

const scheme = schemeOf('crates.io');

/** Crates: versions that are compatible by semantic versioning exclude each other, others may stand side by side. */
export function cargoDialect(rustVersion: string | undefined): Dialect {
  return {
    ecosystem: 'crates.io',
    scheme,
    keyOf: (name, version) => `${name}@${version}`,
    lineOf: compatibleLine,
    takes,
    restyle,
    refuse: (name, { version, engines }) => {
      const wanted = engines.get('rust');
      if (wanted === undefined || rustVersion === undefined || takes(`>=${wanted}`, fullVersion(rustVersion)))
        return undefined;
      return blockage(
        'engine-conflict',
        `${name}@${version} wants Rust ${wanted}, the project promises ${rustVersion}.`,
      );
    },
    knowsGraph: true,
    knowsAdditions: true,
    overrides: false,
  };
}

/** Whether a version meets a requirement of a Cargo.toml ("Specifying Dependencies"). */
function takes(requirement: string, version: string): boolean {
  const constraint = scheme.constraint?.(requirement === '' ? '*' : requirement);
  return constraint?.ok === true && constraint.value.allows(version);
}

/** The first number that is not 0, with what stands before it: Cargo keeps one version of each such line. */
function compatibleLine(version: string): string {
  const [major = '0', minor = '0', patch = '0'] = version.split(/[.+-]/);
  if (major !== '0') return major;
  return minor === '0' ? `0.0.${patch}` : `0.${minor}`;
}

/** Comparators that take the version stay; the others name it in their own way. */
function restyle(requirement: string, version: string): string | undefined {
  let after = requirement;
  for (const part of requirement.split(',').map((each) => each.trim())) {
    if (takes(part, version)) continue;
    const [, operator = '', space = ''] = /^([~^=]|[<>]=?)?(\s*)/.exec(part) ?? [];
    const kept = operator === '<' ? '<=' : operator === '>' ? '>=' : operator;
    after = after.replace(part, () => `${kept}${space}${version}`);
  }
  return takes(after, version) ? after : undefined;
}

function fullVersion(version: string): string {
  return [...version.split('.'), '0', '0'].slice(0, 3).join('.');
}
