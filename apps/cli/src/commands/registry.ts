import type { Command } from '../args/command.ts';
import { auditCommand } from './audit.ts';
import { completionCommand } from './completion.ts';
import { configCommand } from './config.ts';
import { dbCommand } from './db.ts';
import { doctorCommand } from './doctor.ts';
import { evidenceCommand } from './evidence.ts';
import { explainCommand } from './explain.ts';
import { fixCommand } from './fix.ts';
import { inventoryCommand } from './inventory.ts';
import { pluginsCommand } from './plugins.ts';
import { scanCommand } from './scan.ts';
import { versionsCommand } from './versions.ts';

/** Every command, in the order of help. The work of each is imported when it runs. */
export const commands: readonly Command[] = [
  scanCommand,
  explainCommand,
  fixCommand,
  evidenceCommand,
  auditCommand,
  inventoryCommand,
  dbCommand,
  versionsCommand,
  configCommand,
  pluginsCommand,
  doctorCommand,
  completionCommand,
];
