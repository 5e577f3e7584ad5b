const reference = (purl: string) => [
  { referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a:x' },
  { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl },
];

/** Small documents, by path: a project with relations of several kinds, and a flat list. */
export const samples: Readonly<Record<string, string>> = {
  'app.spdx.json': JSON.stringify(
    {
      spdxVersion: 'SPDX-2.3',
      SPDXID: 'SPDXRef-DOCUMENT',
      name: 'app',
      packages: [
        { SPDXID: 'SPDXRef-app', name: 'app', versionInfo: '1.0', externalRefs: reference('pkg:github/x/app@1.0') },
        {
          SPDXID: 'SPDXRef-flask',
          name: 'flask',
          versionInfo: '2.3.2',
          licenseConcluded: 'NOASSERTION',
          licenseDeclared: 'BSD-3-Clause',
          checksums: [{ algorithm: 'SHA256', checksumValue: 'aa' }],
          externalRefs: reference('pkg:pypi/flask@2.3.2'),
        },
        { SPDXID: 'SPDXRef-idna', name: 'idna', versionInfo: '3.4', externalRefs: reference('pkg:pypi/idna') },
        { SPDXID: 'SPDXRef-pytest', name: 'pytest', externalRefs: reference('pkg:pypi/pytest@8.1.0') },
        { SPDXID: 'SPDXRef-bare', name: 'bare', versionInfo: '1' },
        { SPDXID: 'SPDXRef-os', name: 'debian', versionInfo: '12', primaryPackagePurpose: 'OPERATING-SYSTEM' },
      ],
      relationships: [
        { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-app' },
        { spdxElementId: 'SPDXRef-app', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'SPDXRef-flask' },
        {
          spdxElementId: 'SPDXRef-idna',
          relationshipType: 'RUNTIME_DEPENDENCY_OF',
          relatedSpdxElement: 'SPDXRef-flask',
        },
        { spdxElementId: 'SPDXRef-pytest', relationshipType: 'DEV_DEPENDENCY_OF', relatedSpdxElement: 'SPDXRef-app' },
        { spdxElementId: 'SPDXRef-app', relationshipType: 'CONTAINS', relatedSpdxElement: 'SPDXRef-bare' },
        { spdxElementId: 'SPDXRef-app', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'DocumentRef-x:SPDXRef-y' },
        { spdxElementId: 'SPDXRef-app', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'NOASSERTION' },
        { spdxElementId: 'SPDXRef-app', relationshipType: 'OTHER' },
      ],
    },
    null,
    2,
  ),
  'flat.spdx.json': JSON.stringify({
    spdxVersion: 'SPDX-2.2',
    documentDescribes: ['SPDXRef-a', 'SPDXRef-b'],
    packages: [
      { SPDXID: 'SPDXRef-a', name: 'a', externalRefs: reference('pkg:npm/a@1.0.0') },
      { SPDXID: 'SPDXRef-b', name: 'b', externalRefs: reference('pkg:npm/b@1.0.0') },
    ],
  }),
};
