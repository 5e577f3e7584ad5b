import { basename } from 'node:path';
import type { Inventory } from '@maximus/inventory';
import { type SbomInput, sbomWriters } from '@maximus/reports';
import { errors } from '../errors.ts';
import type { CommandIo } from '../terminal/io.ts';
import { errorPlace } from '../terminal/print-error.ts';
import { version } from '../version.ts';

const writerOf: Readonly<Record<string, string>> = { cyclonedx: 'cyclonedx-1.6-json', spdx: 'spdx-2.3-json' };

function inputOf(inventory: Inventory): SbomInput {
  const keyIn = (file: string, key: string) => `${file}\u0000${key}`;
  const problems = [...inventory.problems, ...inventory.files.flatMap((file) => file.problems)];
  return {
    name: basename(inventory.root) || 'project',
    tool: { name: 'maximus', version },
    components: inventory.files.flatMap((file) =>
      file.components.map((component) => ({
        ...component,
        key: keyIn(file.path, component.key),
        file: file.path,
        dependsOn: component.dependsOn.map(({ to }) => keyIn(file.path, to)),
      })),
    ),
    roots: inventory.files.flatMap((file) => file.roots.map((key) => keyIn(file.path, key))),
    problems: problems.map(({ error }) => ({ message: errorPlace(error) + error.message })),
  };
}

/** An inventory as a software bill of materials; what could not be read makes the document say that it is incomplete. */
export async function writeSbom(format: string, inventory: Inventory, io: CommandIo): Promise<string> {
  const writer = sbomWriters.get(writerOf[format] ?? format);
  if (writer === undefined) throw errors.bad_option(`--format ${format} is not known`);
  return writer.write(inputOf(inventory), { now: io.clock.now() });
}
