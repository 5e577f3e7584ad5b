import type { SnapshotFile } from '@maximus/contracts';
import { type SbomInput, sbomWriters } from '@maximus/reports';
import { artefactsOf, type ProjectRow, standingSnapshot } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { TakenFile } from '../imports/taken-inventory.ts';
import type { Parts } from '../parts.ts';
import { graphOf } from '../reading/snapshot-graph.ts';

const writerOf = {
  'cyclonedx-json': 'cyclonedx-1.6-json',
  'cyclonedx-xml': 'cyclonedx-1.6-xml',
  'spdx-json': 'spdx-2.3-json',
} as const;

/** A format of bills of materials, as the API names it. */
export type SbomFormat = keyof typeof writerOf;

/** A document with its media type and the ending of its file. */
export interface Document {
  readonly text: string;
  readonly mediaType: string;
  readonly extension: string;
}

/** What a project is made of now; what could not be read makes the document say that it is incomplete. */
export async function projectSbom(parts: Parts, project: ProjectRow, format: SbomFormat): Promise<Document> {
  const writer = sbomWriters.get(writerOf[format]);
  if (writer === undefined) throw new Error(`there is no writer ${writerOf[format]}`);
  const { files, graph } = await currentContent(parts, project);
  const text = writer.write(await inputOf(parts, project, files, graph), { now: parts.clock.now() });
  return { text, mediaType: writer.mediaType, extension: writer.extension };
}

/** The files of a project's current snapshot, as they were read and with their graphs. */
export async function currentContent(
  parts: Parts,
  project: ProjectRow,
): Promise<{ readonly files: readonly SnapshotFile[]; readonly graph: readonly TakenFile[] }> {
  const snapshot = await standingSnapshot(parts.database, project.key);
  if (snapshot === undefined) throw errors.snapshot_not_found(`"${project.slug}" was not scanned yet`);
  const graph = (await graphOf(parts, snapshot)) ?? [];
  return { files: snapshot.files as unknown as readonly SnapshotFile[], graph };
}

async function inputOf(
  parts: Parts,
  project: ProjectRow,
  files: readonly SnapshotFile[],
  graph: readonly TakenFile[],
): Promise<SbomInput> {
  const purls = new Set(graph.flatMap(({ components }) => components.map(({ purl }) => purl)));
  const artefacts = await artefactsOf(parts.database, [...purls]);
  const keyIn = (file: string, key: string) => `${file}\0${key}`;
  return {
    name: project.name,
    tool: { name: 'maximus', version: parts.version },
    components: graph.flatMap(({ path, components }) =>
      components.map((component) => {
        const { integrity, licences } = artefacts.get(component.purl) ?? {};
        return {
          ...component,
          ...(integrity !== undefined && integrity !== null && { integrity }),
          ...(licences !== undefined && { licences }),
          key: keyIn(path, component.key),
          file: path,
          dependsOn: component.dependsOn.map(({ to }) => keyIn(path, to)),
        };
      }),
    ),
    roots: graph.flatMap(({ path, roots }) => roots.map((key) => keyIn(path, key))),
    problems: files.flatMap(({ path, error }) => (error === undefined ? [] : [{ file: path, message: error.message }])),
  };
}
