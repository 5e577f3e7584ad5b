import type { SbomComponent, SbomInput } from '../types.ts';

/** A component of the sample, with parts replaced. */
export function sampleComponent(name: string, parts: Partial<SbomComponent> = {}): SbomComponent {
  return {
    key: `web/package-lock.json#${name}`,
    ecosystem: 'npm',
    name,
    version: '1.0.0',
    purl: `pkg:npm/${name}@1.0.0`,
    scope: 'prod',
    file: 'web/package-lock.json',
    dependsOn: [],
    ...parts,
  };
}

/** A small project: `a` needs `b`, `c` is for development. */
export function sampleSbom(parts: Partial<SbomInput> = {}): SbomInput {
  return {
    name: 'web',
    tool: { name: 'maximus', version: '0.1.0' },
    components: [
      sampleComponent('a', { dependsOn: ['web/package-lock.json#b'], licences: ['MIT'], line: 4 }),
      sampleComponent('b', {
        integrity: 'sha1-qUkrNNW0yrvqxcWJGKW0gaSAR0o=',
        licences: ['MIT OR Apache-2.0', 'Custom'],
      }),
      sampleComponent('c', { scope: 'dev' }),
    ],
    roots: ['web/package-lock.json#a', 'web/package-lock.json#c'],
    problems: [],
    ...parts,
  };
}
