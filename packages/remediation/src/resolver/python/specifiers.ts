import { schemeOf } from '../pinned/index.ts';

const scheme = schemeOf('PyPI');

/** Whether a version meets a specifier of PEP 440, or one of Poetry's (`^1.2`, `~1.2`, `1.*`, `||`); none is met by every version. */
export function meets(specifier: string, version: string): boolean {
  return specifier.split('||').some((side) => clausesOf(side).every((clause) => meetsClause(clause, version)));
}

/**
 * The specifier changed as little as is needed for a version: clauses that take it stay, a fixed one is fixed to it, and an
 * upper bound ends with it. Nothing where a clause names the version to leave it out.
 */
export function restyleSpecifier(specifier: string, version: string): string | undefined {
  if (specifier.includes('||')) return undefined;
  let after = specifier;
  for (const clause of clausesOf(specifier)) {
    if (meetsClause(clause, version)) continue;
    const found = /^(===|==|~=|>=|<=|!=|>|<|\^|~|=)?(\s*)(.*)$/.exec(clause);
    const [, operator = '', space = '', bound = ''] = found ?? [];
    if (operator === '!=') return undefined;
    const kept = operator === '<' ? '<=' : operator === '>' ? '>=' : operator;
    after = after.replace(clause, () => `${kept}${space}${suited(bound, operator, version)}`);
  }
  return meets(after, version) ? after : undefined;
}

/** `~=` needs two numbers at least; `1.*` becomes the line of the version. */
function suited(bound: string, operator: string, version: string): string {
  if (bound.endsWith('.*') && (operator === '==' || operator === '')) {
    const parts = version.split('.').slice(0, bound.split('.').length - 1);
    return `${parts.join('.')}.*`;
  }
  return version;
}

function clausesOf(side: string): readonly string[] {
  return side
    .split(',')
    .flatMap((each) => each.trim().split(/\s+(?=[<>=!~^])/))
    .map((each) => each.trim())
    .filter((each) => each !== '' && each !== '*');
}

function meetsClause(clause: string, version: string): boolean {
  const found = /^(\^|~(?!=))\s*(.+)$/.exec(clause);
  if (found?.[2] !== undefined) return meetsPep440(bounds(found[1] === '^', found[2]), version);
  // Poetry writes a bare version for an exact one.
  const bare = /^=?\s*(\d[\w.*+!-]*)$/.exec(clause)?.[1];
  return meetsPep440(bare === undefined ? clause : `==${bare}`, version);
}

/** Poetry's caret and tilde as bounds ("Dependency specification"). */
function bounds(isCaret: boolean, text: string): string {
  const numbers = (/^\d+(?:\.\d+)*/.exec(text)?.[0] ?? '0').split('.').map(Number);
  const firstOf = numbers.findIndex((number) => number !== 0);
  const at = isCaret ? (firstOf < 0 ? numbers.length - 1 : firstOf) : Math.min(1, numbers.length - 1);
  const upper = numbers.map((number, index) => (index < at ? number : index === at ? number + 1 : 0));
  return `>=${text},<${upper.join('.')}`;
}

function meetsPep440(text: string, version: string): boolean {
  const constraint = scheme.constraint?.(text);
  return constraint?.ok === true && constraint.value.allows(version);
}
