/** What a call becomes. */
export interface CallRule {
  /** The name that takes the place of the member, or of everything before the parenthesis where `whole` is set. */
  readonly to: string;
  readonly whole?: boolean;
}

/** A rewrite of calls to flawed functions into ones of the same package, or of the language, that lack the flaw. */
export interface CodeRule {
  readonly id: string;
  /** Ids of the flaws that it is for, any of a group. */
  readonly ids: readonly string[];
  readonly ecosystem: 'npm' | 'PyPI';
  readonly package: string;
  /** The dotted module or the specifier that has the functions. */
  readonly module: string;
  /** By the member's name. */
  readonly calls: ReadonlyMap<string, CallRule>;
  /** Last names of second arguments (`Loader=yaml.FullLoader`) that go with the change; others stay for a person. */
  readonly drops: ReadonlySet<string>;
  /** What a reviewer has to know: what works otherwise afterwards. */
  readonly note: string;
}

const yamlLoaders = ['Loader', 'FullLoader', 'UnsafeLoader', 'SafeLoader', 'BaseLoader', 'RoundTripLoader']
  .flatMap((name) => [name, `C${name}`])
  .filter((name) => name !== 'CRoundTripLoader');

/** Loaders that only make plain values, or everything: all of them are what `safe_load` stands in for, but these two. */
const keptLoaders: ReadonlySet<string> = new Set(['BaseLoader', 'CBaseLoader', 'RoundTripLoader']);

const drops: ReadonlySet<string> = new Set(yamlLoaders.filter((name) => !keptLoaders.has(name)));

/**
 * The rules, each for flaws whose own advisory names the function that is safe. A package is added only where the safe one
 * is there in every affected version.
 */
export const codeRules: readonly CodeRule[] = [
  {
    id: 'pyyaml-safe-load',
    ids: [
      ...['CVE-2017-18342', 'GHSA-rprw-h62v-c2w7', 'PYSEC-2018-49'],
      ...['CVE-2020-1747', 'GHSA-6757-jp84-gxfx', 'PYSEC-2020-96'],
      ...['CVE-2020-14343', 'GHSA-8q59-q68h-6hv4', 'PYSEC-2021-142'],
    ],
    ecosystem: 'PyPI',
    package: 'pyyaml',
    module: 'yaml',
    calls: new Map([
      ['load', { to: 'safe_load' }],
      ['load_all', { to: 'safe_load_all' }],
      ['full_load', { to: 'safe_load' }],
      ['full_load_all', { to: 'safe_load_all' }],
      ['unsafe_load', { to: 'safe_load' }],
      ['unsafe_load_all', { to: 'safe_load_all' }],
    ]),
    drops,
    note: 'Documents with !!python tags are refused afterwards; plain values load as before.',
  },
  {
    id: 'ruamel-yaml-safe-load',
    ids: ['CVE-2019-20478'],
    ecosystem: 'PyPI',
    package: 'ruamel-yaml',
    module: 'ruamel.yaml',
    calls: new Map([
      ['load', { to: 'safe_load' }],
      ['load_all', { to: 'safe_load_all' }],
    ]),
    drops,
    note: 'Documents with !!python tags are refused afterwards; comments of a document are not kept by this loader.',
  },
  {
    id: 'js-yaml-safe-load',
    ids: ['GHSA-8j8c-7jfh-h6hx'],
    ecosystem: 'npm',
    package: 'js-yaml',
    module: 'js-yaml',
    calls: new Map([
      ['load', { to: 'safeLoad' }],
      ['loadAll', { to: 'safeLoadAll' }],
    ]),
    drops: new Set(),
    note: 'Documents with !!js tags are refused afterwards; plain values load as before. Version 4 has no safeLoad any more.',
  },
  {
    id: 'node-serialize-json',
    ids: ['CVE-2017-5941', 'GHSA-q4v7-4rhw-9hqm'],
    ecosystem: 'npm',
    package: 'node-serialize',
    module: 'node-serialize',
    calls: new Map([['unserialize', { to: 'JSON.parse', whole: true }]]),
    drops: new Set(),
    note: 'Functions and circular references are not brought back afterwards; plain values are read as before.',
  },
];
