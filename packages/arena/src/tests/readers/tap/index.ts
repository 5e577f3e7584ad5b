import { type CaseState, maxCases, type ResultReader } from '../../types.ts';

const line = /^( *)(not )?ok(?: +(\d+))?(?: +-)?(?: +(.*))?$/;
const subtest = /^( *)# Subtest: (.*)$/;

/** The Test Anything Protocol, versions 13 and 14, with subtests by indentation, as Node's runner prints it. */
export const tap: ResultReader = {
  id: 'tap',
  detect: (text) => /^TAP version 1[34]$/m.test(text.slice(0, 4_096)),
  read(text) {
    const cases = new Map<string, CaseState>();
    const path: string[] = [];
    for (const row of text.split('\n')) {
      if (row.length > 4_096) continue;
      const opened = subtest.exec(row);
      if (opened !== null) {
        path.length = depthOf(opened[1]);
        path.push(opened[2] ?? '');
        continue;
      }
      const found = line.exec(row);
      if (found === null) continue;
      path.length = Math.min(path.length, depthOf(found[1]));
      const { name, state } = caseOf(found);
      const full = [...path, name].join(' > ');
      if (cases.get(full) !== 'failed') cases.set(full, state);
      if (cases.size > maxCases) return undefined;
    }
    return cases.size === 0 ? undefined : cases;
  },
};

/** Four spaces a level, in both versions. */
function depthOf(indent: string | undefined): number {
  return Math.floor((indent?.length ?? 0) / 4);
}

function caseOf(found: RegExpExecArray): { name: string; state: CaseState } {
  const text = found[4] ?? '';
  const hash = text.lastIndexOf(' # ');
  const directive = hash < 0 ? '' : text.slice(hash + 3).toUpperCase();
  const name = (hash < 0 ? text : text.slice(0, hash)).trim() || `#${found[3] ?? '?'}`;
  if (directive.startsWith('SKIP') || directive.startsWith('TODO')) return { name, state: 'skipped' };
  return { name, state: found[2] === undefined ? 'passed' : 'failed' };
}
