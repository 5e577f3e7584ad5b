import { attribute, readXml, type XmlElement } from '@maximus/inventory';
import { type CaseState, maxCases, type ResultReader } from '../../types.ts';

/** JUnit's XML, as most runners write it: `testcase` elements with `failure`, `error` or `skipped` inside. */
export const junit: ResultReader = {
  id: 'junit',
  detect: (text) => /^\s*(?:<\?xml[^>]{0,200}\?>\s*)?<testsuites?[\s>]/.test(text.slice(0, 1_024)),
  read(text) {
    const root = readXml('test results', text);
    if (!root.ok) return undefined;
    const cases = new Map<string, CaseState>();
    collect(root.value, cases);
    return cases.size === 0 || cases.size > maxCases ? undefined : cases;
  },
};

function collect(element: XmlElement, cases: Map<string, CaseState>): void {
  const open = [element];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.name === 'testcase') {
      const name = [attribute(at, 'classname'), attribute(at, 'name') ?? '?'].filter(Boolean).join(' > ');
      // A case that ran several times counts by its worst end.
      if (cases.get(name) !== 'failed') cases.set(name, stateOf(at));
    } else open.push(...at.children);
  }
}

function stateOf(element: XmlElement): CaseState {
  const names = element.children.map(({ name }) => name);
  if (names.includes('failure') || names.includes('error')) return 'failed';
  return names.includes('skipped') ? 'skipped' : 'passed';
}
