import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** pubspec.lock of Dart and Flutter; it has no edges. */
export const pubLock: InventoryFormat = {
  id: 'pub-lock',
  description: "Dart's pubspec.lock",
  files: ['pubspec.lock'],
  kind: 'lock',
  ecosystems: ['Pub'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
