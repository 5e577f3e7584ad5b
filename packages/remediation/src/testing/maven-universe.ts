import { today } from './npm-universe.ts';
import type { StaticFile } from './static-registry.ts';
import { zipOf } from './zip.ts';

/** What a test says of one version of an artifact. */
export interface MavenArtifactParts {
  /** `group:artifact` → version. */
  readonly requires?: Readonly<Record<string, string>>;
  /** XML at the end of the project. */
  readonly more?: string;
  /** Before `today`; 400 unless said. */
  readonly daysOld?: number;
}

/** The artifacts that a test's repository holds: `group:artifact@version` → its parts. */
export type MavenUniverse = Readonly<Record<string, MavenArtifactParts>>;

const dayMs = 86_400_000;

/** The files of a repository in Maven's layout. */
export function mavenFiles(universe: MavenUniverse): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  const versions = new Map<string, string[]>();
  for (const [label, parts] of Object.entries(universe)) {
    const [name = '', version = ''] = label.split('@');
    const [group = '', artifact = ''] = name.split(':');
    const folder = `${group.replaceAll('.', '/')}/${artifact}`;
    const dependencies = Object.entries(parts.requires ?? {}).map(([each, wanted]) => dependencyXml(each, wanted));
    const pom = `<project><modelVersion>4.0.0</modelVersion><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version><dependencies>${dependencies.join('')}</dependencies>${parts.more ?? ''}</project>`;
    const lastModified = new Date(today - (parts.daysOld ?? 400) * dayMs);
    files.set(`${folder}/${version}/${artifact}-${version}.pom`, { body: pom, lastModified });
    files.set(`${folder}/${version}/${artifact}-${version}.jar`, { body: zipOf({ 'a.txt': label }) });
    versions.set(folder, [...(versions.get(folder) ?? []), version]);
  }
  for (const [folder, list] of versions) {
    const entries = list.map((each) => `<version>${each}</version>`).join('');
    files.set(`${folder}/maven-metadata.xml`, {
      body: `<metadata><versioning><versions>${entries}</versions></versioning></metadata>`,
    });
  }
  return files;
}

function dependencyXml(name: string, version: string): string {
  const [group, artifact] = name.split(':');
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
}
