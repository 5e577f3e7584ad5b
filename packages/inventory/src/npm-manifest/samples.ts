/** Small manifests for the contract test, by path. */
export const samples: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify(
    {
      name: 'app',
      devDependencies: { tool: '~2.0.0' },
      dependencies: { left: '^1.0.0', alias: 'npm:@s/real@^2', here: 'file:./here' },
      optionalDependencies: { maybe: 'git+https://host.example.test/o/maybe.git#v1' },
      peerDependencies: { host: '*' },
    },
    null,
    2,
  ),
};
