/** As bun 1.4 writes it: workspaces, alias, catalog, override, patch, a folder, git, a package of its own for one. */
export const lock = `{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "root",
      "dependencies": {
        "from-git": "github:own/from-git#v1",
        "left": "npm:left-real@1.3.0",
        "own": "file:./own",
        "patched": "4.17.20",
        "view": "catalog:",
      },
      "devDependencies": {
        "tool": "~3.1.0",
      },
      "optionalDependencies": {
        "native": "^2.3.0",
        "elsewhere": "^1.0.0",
      },
    },
    "packages/b": {
      "name": "@w/b",
      "devDependencies": {
        "small": "^7.3.0",
      },
      "peerDependencies": {
        "host": "^1",
      },
    },
  },
  "patchedDependencies": {
    "patched@4.17.20": "p.patch",
  },
  "overrides": {
    "deep": "2.1.3",
  },
  "catalog": {
    "view": "^18.2.0",
  },
  "packages": {
    "@w/b": ["@w/b@workspace:packages/b"],

    "deep": ["deep@2.1.3", "", {}, "sha512-deep=="],

    "from-git": ["from-git@github:own/from-git#0123abc", { "dependencies": { "small": "^5" } }, "own-from-git-0123abc"],

    "left": ["left-real@1.3.0", "", {}, "sha512-left=="],

    "native": ["native@2.3.3", "", { "os": "darwin" }, "sha512-native=="],

    "own": ["own@file:own", { "dependencies": { "deep": "^2" } }],

    "patched": ["patched@4.17.20", "", { "dependencies": { "deep": "^1.0.0" }, "peerDependencies": { "view": "*", "odd": "*" }, "optionalPeers": ["odd"] }, "sha512-patched=="],

    "small": ["small@5.7.3", "", {}, "sha512-small5=="],

    "tool": ["tool@3.1.32", "", { "dependencies": { "small": "^6" }, "optionalDependencies": { "gone": "1" } }, "sha512-tool=="],

    "view": ["view@18.3.1", "", {}, "sha512-view=="],

    "@w/b/small": ["small@7.8.6", "", {}, "sha512-small7=="],

    "tool/small": ["small@6.0.0", "", { "dependencies": { "deep": "*" } }, "sha512-small6=="],
  }
}
`;

/** The lock file, for the contract test. */
export const samples: Readonly<Record<string, string>> = { 'bun.lock': lock };
