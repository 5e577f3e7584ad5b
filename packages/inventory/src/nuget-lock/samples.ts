/** As NuGet 6 writes it with central package management: two frameworks, a runtime, a project reference. */
export const lock = `{
  "version": 2,
  "dependencies": {
    "net8.0": {
      "Acme.Web": {
        "type": "Direct",
        "requested": "[8.0.2, )",
        "resolved": "8.0.2",
        "contentHash": "web8==",
        "dependencies": {
          "Acme.Json": "13.0.1",
          "Acme.Core": "1.0.0"
        }
      },
      "Acme.Json": {
        "type": "CentralTransitive",
        "requested": "[13.0.3, )",
        "resolved": "13.0.3",
        "contentHash": "json=="
      },
      "Acme.Native": {
        "type": "Transitive",
        "resolved": "2.0.0",
        "contentHash": "native=="
      },
      "acme.core": {
        "type": "Project",
        "dependencies": {
          "Acme.Native": "[2.0.0, )"
        }
      }
    },
    "net8.0/win-x64": {
      "Acme.Runtime": {
        "type": "Transitive",
        "resolved": "2.0.0",
        "contentHash": "runtime==",
        "dependencies": {
          "ACME.JSON": "13.0.1"
        }
      }
    },
    ".NETFramework,Version=v4.7.2": {
      "Acme.Web": {
        "type": "Direct",
        "requested": "[7.0.0, 7.0.0]",
        "resolved": "7.0.0",
        "contentHash": "web7=="
      }
    }
  }
}
`;

/** The lock file, for the contract test. */
export const samples: Readonly<Record<string, string>> = { 'packages.lock.json': lock };
