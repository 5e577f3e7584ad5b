/**
 * A process that takes uploads on and imports them until it is killed: one project after the other, each acknowledged on
 * its standard output. Arguments: the connection as JSON, the folder of the index.
 */
import { systemClock } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import { type ConnectionSettings, openDatabase } from '@maximus/storage';
import { runOraculo } from './running.ts';

const [, , connection = '{}', indexDir = ''] = process.argv;
const database = openDatabase({
  connection: JSON.parse(connection) as ConnectionSettings,
  clock: systemClock,
  logger: silentLogger,
  applicationName: 'upload-child',
});
const { running } = await runOraculo({ database, clock: systemClock, indexDir });
for (let place = 0; ; place += 1) {
  const components = Array.from({ length: 200 }, (_, n) => ({
    type: 'library',
    name: n === 0 ? 'lodash' : `library-${n}-${place % 7}`,
    version: '4.17.10',
    purl: `pkg:npm/${n === 0 ? 'lodash' : `library-${n}-${place % 7}`}@4.17.10`,
  }));
  const bom = { bomFormat: 'CycloneDX', specVersion: '1.5', components };
  const { snapshotId } = await running.value.importSbom({
    bytes: Buffer.from(JSON.stringify(bom)),
    project: `killed-${place}`,
    create: true,
    tool: 'test',
    correlationId: `upload-${place}`,
  });
  process.stdout.write(`${snapshotId}\n`);
}
