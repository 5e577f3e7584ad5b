/** Pipenv's Pipfile.lock, pipfile-spec 6. It records no edges; what is direct stands in Pipfile, which is read with it. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

export const pipfileLock: InventoryFormat = {
  id: 'pipfile-lock',
  description: 'Pipfile.lock of Pipenv, with Pipfile for what is direct',
  files: ['Pipfile.lock'],
  kind: 'lock',
  ecosystems: ['PyPI'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
