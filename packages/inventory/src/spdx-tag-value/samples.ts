/** A small document, by path. */
export const samples: Readonly<Record<string, string>> = {
  'app.spdx': `SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: app
Creator: Tool: example

##### Package: app

PackageName: app
SPDXID: SPDXRef-app
PackageVersion: 1.0
PackageComment: <text>
PackageName: not-a-package
</text>
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-app

PackageName: flask
SPDXID: SPDXRef-flask
PackageVersion: 2.3.2
PackageChecksum: SHA256: aa
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: BSD-3-Clause
ExternalRef: SECURITY cpe23Type cpe:2.3:a:x
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/flask@2.3.2
Relationship: SPDXRef-app DEPENDS_ON SPDXRef-flask

PackageName: idna
PackageVersion: 3.4
PrimaryPackagePurpose: LIBRARY
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/idna@3.4

PackageName: bare
SPDXID: SPDXRef-bare

FileName: ./a.txt
SPDXID: SPDXRef-file
Relationship: SPDXRef-flask DEPENDS_ON
`,
};
