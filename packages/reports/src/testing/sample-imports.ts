/** One report of each reader, of the shape that the tool writes, all on lodash 4.17.15 or a package of their own world. */
export const sampleImports: Readonly<Record<string, unknown>> = {
  grype: {
    matches: [
      {
        vulnerability: {
          id: 'GHSA-35jh-r3h4-6jhm',
          dataSource: 'https://github.com/advisories/GHSA-35jh-r3h4-6jhm',
          namespace: 'github:language:javascript',
          severity: 'High',
          description: 'Command injection in lodash',
          cvss: [
            { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H', metrics: { baseScore: 7.2 } },
          ],
          fix: { versions: ['4.17.21'], state: 'fixed' },
        },
        relatedVulnerabilities: [{ id: 'CVE-2021-23337', namespace: 'nvd:cpe' }],
        artifact: {
          name: 'lodash',
          version: '4.17.15',
          type: 'npm',
          locations: [{ path: '/web/package-lock.json' }],
          purl: 'pkg:npm/lodash@4.17.15',
        },
      },
    ],
    descriptor: { name: 'grype', version: '0.90.0' },
  },
  'npm-audit': {
    auditReportVersion: 2,
    vulnerabilities: {
      lodash: {
        name: 'lodash',
        severity: 'high',
        via: [
          {
            source: 1106913,
            name: 'lodash',
            dependency: 'lodash',
            title: 'Command Injection in lodash',
            url: 'https://github.com/advisories/GHSA-35jh-r3h4-6jhm',
            severity: 'high',
            cwe: ['CWE-77', 'CWE-94'],
            cvss: { score: 7.2, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' },
            range: '<4.17.21',
          },
        ],
        effects: ['grunt'],
        range: '<=4.17.20',
        nodes: ['node_modules/lodash'],
        fixAvailable: { name: 'lodash', version: '4.17.21', isSemVerMajor: false },
      },
      grunt: {
        name: 'grunt',
        severity: 'high',
        via: ['lodash'],
        effects: [],
        range: '*',
        nodes: [],
        fixAvailable: false,
      },
    },
    metadata: { vulnerabilities: { total: 2 } },
  },
  'osv-scanner': {
    results: [
      {
        source: { path: 'web/package-lock.json', type: 'lockfile' },
        packages: [
          {
            package: { name: 'lodash', version: '4.17.15', ecosystem: 'npm' },
            vulnerabilities: [
              {
                id: 'GHSA-35jh-r3h4-6jhm',
                aliases: ['CVE-2021-23337'],
                summary: 'Command Injection in lodash',
                severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' }],
                affected: [
                  {
                    package: { name: 'lodash', ecosystem: 'npm' },
                    ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }],
                  },
                ],
                database_specific: { severity: 'HIGH' },
              },
            ],
            groups: [
              { ids: ['GHSA-35jh-r3h4-6jhm'], aliases: ['CVE-2021-23337', 'GHSA-35jh-r3h4-6jhm'], max_severity: '7.2' },
            ],
          },
        ],
      },
    ],
  },
  'pip-audit': {
    dependencies: [
      {
        name: 'Jinja2',
        version: '2.11.2',
        vulns: [
          {
            id: 'PYSEC-2021-66',
            fix_versions: ['2.11.3'],
            aliases: ['CVE-2020-28493', 'GHSA-g3rq-g295-4j3m'],
            description: 'Slow regular expression',
          },
        ],
      },
      { name: 'clean', version: '1.0', vulns: [] },
    ],
    fixes: [],
  },
  sarif: {
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Trivy',
            version: '0.60.0',
            rules: [
              {
                id: 'CVE-2021-23337',
                shortDescription: { text: 'Command injection' },
                helpUri: 'https://example.test/CVE-2021-23337',
                properties: { 'security-severity': '7.2' },
              },
            ],
          },
        },
        results: [
          {
            ruleId: 'CVE-2021-23337',
            ruleIndex: 0,
            level: 'error',
            message: {
              text: 'Package: lodash\nInstalled Version: 4.17.15\nVulnerability CVE-2021-23337\nSeverity: HIGH\nFixed Version: 4.17.21\nLink: [CVE-2021-23337](https://example.test)',
            },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'web/package-lock.json', uriBaseId: 'ROOTPATH' },
                  region: { startLine: 12 },
                },
              },
            ],
          },
        ],
      },
    ],
  },
  snyk: {
    ok: false,
    packageManager: 'npm',
    displayTargetFile: 'web/package-lock.json',
    vulnerabilities: [
      {
        id: 'SNYK-JS-LODASH-1040724',
        title: 'Command Injection',
        severity: 'high',
        CVSSv3: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H/E:P',
        packageName: 'lodash',
        version: '4.17.15',
        fixedIn: ['4.17.21'],
        identifiers: { CVE: ['CVE-2021-23337'], CWE: ['CWE-78'], GHSA: ['GHSA-35jh-r3h4-6jhm'] },
        from: ['web@1.0.0', 'lodash@4.17.15'],
      },
      { id: 'snyk:lic:npm:x:GPL-3.0', type: 'license', title: 'GPL-3.0 license', packageName: 'x', version: '1.0.0' },
    ],
  },
  trivy: {
    SchemaVersion: 2,
    Trivy: { Version: '0.60.0' },
    ArtifactName: '.',
    Results: [
      {
        Target: 'web/package-lock.json',
        Class: 'lang-pkgs',
        Type: 'npm',
        Vulnerabilities: [
          {
            VulnerabilityID: 'CVE-2021-23337',
            VendorIDs: ['GHSA-35jh-r3h4-6jhm'],
            PkgName: 'lodash',
            PkgIdentifier: { PURL: 'pkg:npm/lodash@4.17.15' },
            InstalledVersion: '4.17.15',
            FixedVersion: '4.17.21, 5.0.0',
            Severity: 'HIGH',
            PrimaryURL: 'https://example.test/cve-2021-23337',
            Title: 'nodejs-lodash: command injection via template',
            CVSS: {
              nvd: { V2Vector: 'AV:N/AC:L/Au:S/C:P/I:P/A:P', V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' },
            },
          },
        ],
      },
    ],
  },
};
