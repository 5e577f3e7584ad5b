/** Small lock files for the contract test, by path. */
export const samples: Readonly<Record<string, string>> = {
  'package-lock.json': JSON.stringify(
    {
      name: 'app',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'app', workspaces: ['packages/*'], dependencies: { left: '^1.0.0', alias: 'npm:real@^2' } },
        'node_modules/alias': { name: 'real', version: '2.0.1', integrity: 'sha512-aa==', license: 'MIT' },
        'node_modules/left': { version: '1.2.0', integrity: 'sha512-bb==', dependencies: { right: '^1' } },
        'node_modules/left/node_modules/right': { version: '1.9.0', integrity: 'sha512-cc==' },
        'node_modules/member': { resolved: 'packages/member', link: true },
        'node_modules/right': { version: '2.0.0', integrity: 'sha512-dd==', dev: true },
        'packages/member': { version: '1.0.0', devDependencies: { right: '^2', '@scope/pkg': '0.1.0' } },
        'node_modules/@scope/pkg': { version: '0.1.0', integrity: 'sha512-ee==', dev: true },
      },
    },
    null,
    2,
  ),
  'npm-shrinkwrap.json': JSON.stringify(
    {
      name: 'old',
      lockfileVersion: 1,
      requires: true,
      dependencies: {
        left: {
          version: '1.2.0',
          integrity: 'sha1-aa=',
          requires: { right: '^1' },
          dependencies: { right: { version: '1.9.0', integrity: 'sha1-bb=' } },
        },
        right: { version: '2.0.0', integrity: 'sha1-cc=', dev: true },
      },
    },
    null,
    2,
  ),
};
