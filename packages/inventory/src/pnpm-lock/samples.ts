/** Lockfile 9 of a workspace, as pnpm 12 writes it: catalog, override, patch, alias, link, peers, a git dependency. */
export const workspace9 = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

catalogs:
  default:
    view:
      specifier: ^18.2.0
      version: 18.3.1

overrides:
  small: 2.1.2
  parent@1>deep@^1: 1.5.2

patchedDependencies:
  patched@1.0.0: 1ea0e5defaa05275

importers:

  .:
    dependencies:
      left:
        specifier: npm:left-real@1.3.0
        version: left-real@1.3.0
      patched:
        specifier: ^1.0.0
        version: 1.0.0(patch_hash=1ea0e5defaa05275)(view@18.3.1)
    optionalDependencies:
      native:
        specifier: ^2.3.0
        version: 2.3.3

  packages/a:
    dependencies:
      '@w/b':
        specifier: workspace:*
        version: link:../b
      view:
        specifier: 'catalog:'
        version: 18.3.1
      from-git:
        specifier: github:own/from-git
        version: https://codeload.example.test/own/from-git/tar.gz/26ab6c1
    devDependencies:
      '@s/tool':
        specifier: ~7.3.0
        version: 7.3.1

packages:

  '@s/tool@7.3.1':
    resolution: {integrity: sha512-tool==}

  deep@1.5.2:
    resolution: {integrity: sha512-deep1==}

  deep@2.0.0:
    resolution: {integrity: sha512-deep2==}

  from-git@https://codeload.example.test/own/from-git/tar.gz/26ab6c1:
    resolution: {tarball: https://codeload.example.test/own/from-git/tar.gz/26ab6c1}
    version: 4.0.2

  left-real@1.3.0:
    resolution: {integrity: sha512-left==}

  native@2.3.3:
    resolution: {integrity: sha512-native==}
    os: [darwin]

  patched@1.0.0:
    resolution: {integrity: sha512-patched==}
    peerDependencies:
      view: '>=18'

  small@2.1.2:
    resolution: {integrity: sha512-small==}

  view@18.3.1:
    resolution: {integrity: sha512-view==}

snapshots:

  '@s/tool@7.3.1':
    dependencies:
      deep: 2.0.0
      small: 2.1.2

  deep@1.5.2: {}

  deep@2.0.0: {}

  from-git@https://codeload.example.test/own/from-git/tar.gz/26ab6c1: {}

  left-real@1.3.0:
    dependencies:
      deep: 1.5.2
    optionalDependencies:
      gone: 1.0.0

  native@2.3.3:
    dependencies:
      small: 2.1.2
    optional: true

  patched@1.0.0(patch_hash=1ea0e5defaa05275)(view@18.3.1):
    dependencies:
      view: 18.3.1

  small@2.1.2: {}

  view@18.3.1: {}
`;

/** Lockfile 6: keys with a slash and peers in brackets, one project at the top, a folder of the project's own. */
export const single6 = `lockfileVersion: '6.0'

dependencies:
  '@s/ui':
    specifier: ^1.0.0
    version: 1.2.0(view@18.0.0)
  own:
    specifier: file:own
    version: file:own

devDependencies:
  view:
    specifier: ^18.0.0
    version: 18.0.0

packages:

  /@s/ui@1.2.0(view@18.0.0):
    resolution: {integrity: sha512-ui==}
    peerDependencies:
      view: ^18.0.0
    dependencies:
      view: 18.0.0
      alias: /real@3.0.0
    dev: false

  /orphan@0.1.0:
    resolution: {integrity: sha512-orphan==}
    dev: true

  /real@3.0.0:
    resolution: {integrity: sha512-real==}
    dev: false

  /view@18.0.0:
    resolution: {integrity: sha512-view==}

  file:own:
    resolution: {directory: own, type: directory}
    name: own
    dependencies:
      real: 3.0.0
    dev: false

  github.com/own/tool/0123abc:
    resolution: {tarball: https://codeload.example.test/own/tool/tar.gz/0123abc}
    name: tool
    version: 2.0.0
    dev: true
`;

/** Lockfile 5.4: ranges apart in `specifiers`, versions after a slash, peers after an underscore, an alias by its key. */
export const workspace5 = `lockfileVersion: 5.4

importers:

  .:
    specifiers:
      '@s/ui': ^1.0.0
      old-view: npm:view@^17.0.0
    dependencies:
      '@s/ui': 1.2.0_view@17.0.2
    devDependencies:
      old-view: /view/17.0.2

packages:

  /@s/ui/1.2.0_view@17.0.2:
    resolution: {integrity: sha512-ui==}
    peerDependencies:
      view: ^17.0.0
    dependencies:
      view: 17.0.2
    dev: false

  /view/17.0.2:
    resolution: {integrity: sha512-view==}

  registry.example.test/other/1.0.0:
    resolution: {integrity: sha512-other==}
    name: other
    version: 1.0.0
    dev: true
`;

/** pnpm 11 and later: a first document locks the configuration dependencies. */
export const twoDocuments = `---
lockfileVersion: '9.0'

importers:

  .:
    configDependencies:
      '@s/plugin':
        specifier: 0.2.1
        version: 0.2.1

packages:

  '@s/plugin@0.2.1':
    resolution: {integrity: sha512-plugin==}

snapshots:

  '@s/plugin@0.2.1': {}

---
${workspace9}`;

/** Each layout in a folder of its own, for the contract test. */
export const samples: Readonly<Record<string, string>> = {
  'nine/pnpm-lock.yaml': workspace9,
  'six/pnpm-lock.yaml': single6,
  'five/pnpm-lock.yaml': workspace5,
  'two/pnpm-lock.yaml': twoDocuments,
};
