/** What one purl type says of its parts (package-url/purl-spec type definitions). */
export interface PurlTypeRule {
  readonly namespace?: 'required' | 'prohibited';
  /** Parts that are compared without regard to case and written in lower case. */
  readonly lower?: readonly ('namespace' | 'name' | 'version')[];
  /** The type's own spelling rule for names, applied after `lower`. */
  readonly name?: (name: string) => string;
  /** Why a name is refused, if it is. */
  readonly refuses?: (name: string, namespace: string | undefined, version: string | undefined) => string | undefined;
  /** Qualifiers that the type defines; a strict reading wants them in lower case. */
  readonly qualifiers?: readonly string[];
  readonly requires?: readonly string[];
}

const lowerName: PurlTypeRule = { lower: ['name'] };
const lowerBoth: PurlTypeRule = { lower: ['namespace', 'name'] };
const flat: PurlTypeRule = { namespace: 'prohibited' };

/** Rules by type; a type that is not here has none. */
export const purlTypeRules: ReadonlyMap<string, PurlTypeRule> = new Map<string, PurlTypeRule>([
  ['alpm', lowerBoth],
  ['apk', lowerBoth],
  ['bitbucket', lowerBoth],
  ['bitnami', { ...lowerName, namespace: 'prohibited' }],
  ['brew', lowerBoth],
  ['cargo', flat],
  [
    'chrome-extension',
    {
      ...lowerName,
      refuses: (name, _namespace, version) => {
        if (!/^[a-p]{32}$/.test(name)) return 'an extension id has 32 letters from a to p';
        return version === undefined || /^\d+(?:\.\d+){0,3}$/.test(version)
          ? undefined
          : 'a version has one to four numbers';
      },
    },
  ],
  ['composer', lowerBoth],
  ['cpan', { refuses: (name) => (name.includes('::') ? 'a distribution is meant, not a module' : undefined) }],
  ['cran', flat],
  ['deb', lowerBoth],
  ['gem', { namespace: 'prohibited', qualifiers: ['platform'] }],
  ['github', lowerBoth],
  ['hackage', flat],
  ['hex', lowerBoth],
  ['huggingface', { lower: ['version'] }],
  ['julia', { ...flat, requires: ['uuid'] }],
  ['luarocks', lowerBoth],
  ['maven', { qualifiers: ['classifier', 'type'] }],
  ['nuget', flat],
  ['oci', { namespace: 'prohibited', lower: ['name', 'version'] }],
  ['opam', flat],
  ['otp', { ...lowerName, namespace: 'prohibited' }],
  ['pub', { ...lowerName, namespace: 'prohibited', name: (name) => name.replace(/[^a-z0-9_]/g, '_') }],
  ['pypi', { namespace: 'prohibited', lower: ['name', 'version'], name: (name) => name.replaceAll('_', '-') }],
  ['rpm', { lower: ['namespace'], qualifiers: ['arch', 'epoch'] }],
  ['swift', { namespace: 'required' }],
  ['vcpkg', flat],
  ['vscode-extension', { namespace: 'required', lower: ['namespace', 'name', 'version'] }],
]);
