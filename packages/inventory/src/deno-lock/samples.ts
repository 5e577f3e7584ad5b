/** Version 5: a JSR package that uses an npm one, peers in an id, an alias, an optional dependency, a remote module. */
export const version5 = `{
  "version": "5",
  "specifiers": {
    "jsr:@std/assert@1": "1.0.13",
    "jsr:@std/internal@^1.0.6": "1.0.10",
    "npm:chokidar@3": "3.5.3",
    "npm:dom@18": "18.2.0_react@18.3.1",
    "npm:match@^6.3.0": "6.3.0",
    "npm:react@18": "18.3.1"
  },
  "jsr": {
    "@std/assert@1.0.13": {
      "integrity": "ae0d31e41919b12c",
      "dependencies": [
        "jsr:@std/internal",
        "npm:match@^6.3.0"
      ]
    },
    "@std/internal@1.0.10": {
      "integrity": "e3be62ce42cab0e1"
    }
  },
  "npm": {
    "chokidar@3.5.3": {
      "integrity": "sha512-aa==",
      "dependencies": [
        "wide@5.1.2",
        "wide-cjs@npm:wide@4.2.3"
      ],
      "optionalDependencies": [
        "fsevents"
      ]
    },
    "dom@18.2.0_react@18.3.1": {
      "integrity": "sha512-bb==",
      "dependencies": [
        "react"
      ]
    },
    "fsevents@2.3.3": {
      "integrity": "sha512-cc==",
      "os": ["darwin"]
    },
    "match@6.3.0": {
      "integrity": "sha512-dd=="
    },
    "react@18.3.1": {
      "integrity": "sha512-ee=="
    },
    "wide@4.2.3": {
      "integrity": "sha512-ff=="
    },
    "wide@5.1.2": {
      "integrity": "sha512-gg=="
    }
  },
  "remote": {
    "https://modules.example.test/mod.ts": "0123456789abcdef"
  },
  "workspace": {
    "dependencies": [
      "jsr:@std/assert@1",
      "npm:match@^6.3.0"
    ],
    "members": {
      "app": {
        "packageJson": {
          "dependencies": [
            "npm:react@18"
          ]
        }
      }
    }
  }
}
`;

/** Version 3: packages in a table of their own, whole ids, dependencies as a map. */
export const version3 = `{
  "version": "3",
  "packages": {
    "specifiers": {
      "jsr:@std/path@1": "jsr:@std/path@1.0.0",
      "npm:left@1": "npm:left@1.3.0"
    },
    "jsr": {
      "@std/path@1.0.0": {
        "integrity": "fe00026bd3a7e6a2"
      }
    },
    "npm": {
      "left@1.3.0": {
        "integrity": "sha512-aa==",
        "dependencies": {
          "right-alias": "right@2.0.0"
        }
      },
      "right@2.0.0": {
        "integrity": "sha512-bb==",
        "dependencies": {}
      }
    }
  },
  "remote": {}
}
`;

/** By path, for the contract test. */
export const samples: Readonly<Record<string, string>> = { 'deno.lock': version5, 'old/deno.lock': version3 };
