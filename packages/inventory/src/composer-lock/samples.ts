/** As Composer 2 writes it: a replaced name, a provided one, a branch, a folder of the project, an alias. */
export const lock = `{
    "content-hash": "0123",
    "packages": [
        {
            "name": "acme/framework",
            "version": "v1.2.3",
            "dist": { "type": "zip", "url": "https://dist.example.test/f.zip", "shasum": "aaaa" },
            "require": { "php": ">=8.1", "ext-json": "*", "Acme/Log": "^1.0", "acme/mail-implementation": "^1" },
            "replace": { "acme/support": "self.version" },
            "license": ["MIT"]
        },
        {
            "name": "acme/log",
            "version": "1.0.0",
            "dist": { "type": "zip", "url": "https://dist.example.test/l.zip", "shasum": "" },
            "provide": { "acme/mail-implementation": "1.0" },
            "license": "BSD-3-Clause",
            "authors": [{ "name": "A" }]
        },
        {
            "name": "acme/own",
            "version": "dev-main",
            "dist": { "type": "path", "url": "packages/own" },
            "require": { "acme/log": "*" }
        },
        {
            "name": "acme/edge",
            "version": "dev-main",
            "source": { "type": "git", "url": "https://token@git.example.test/acme/edge.git", "reference": "26ab6c1" },
            "require": { "acme/support": "^1.0" }
        }
    ],
    "packages-dev": [
        { "name": "acme/tester", "version": "9.0.0", "require": { "acme/log": "^1.0", "composer-runtime-api": "^2" } }
    ],
    "aliases": [{ "package": "acme/edge", "version": "dev-main", "alias": "1.0.x-dev" }],
    "platform": { "php": "^8.1" }
}
`;

/** The composer.json of `lock`. */
export const manifest = JSON.stringify({
  name: 'acme/shop',
  require: {
    php: '^8.1',
    'acme/framework': '^1.0',
    'acme/own': '*',
    'acme/edge': 'dev-main as 1.0.x-dev',
    'acme/virtual': '*',
  },
  'require-dev': { 'acme/tester': '^9.0' },
  provide: { 'acme/virtual': '1' },
});

/** The lock file in its project, for the contract test. */
export const samples: Readonly<Record<string, string>> = { 'composer.lock': lock, 'composer.json': manifest };
