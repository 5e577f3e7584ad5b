import type { Inventory } from '@maximus/inventory';
import type { CommandIo } from '../terminal/io.ts';

/** An SBOM of an inventory. */
export async function writeSbom(format: string, inventory: Inventory, io: CommandIo): Promise<string> {
  void format;
  void io;
  return JSON.stringify(inventory);
}
