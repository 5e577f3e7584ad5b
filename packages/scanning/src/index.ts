/**
 * One scan, from folders to a report: takes the inventory, matches it, judges what it means, and says what it could not check.
 * Composes the domain packages for the command line, the server and the arena. No network; writes nothing. Read scan-folders.ts first.
 */
export { IgnoreRuleConfig, ScanConfig } from './config.ts';
export { errors } from './errors.ts';
export { reachesThreshold } from './gate.ts';
export { type HoldingRule, holdingRules } from './ignore/apply.ts';
export { checkRules, endOfRule, type IgnoreRule, maxRuleDays } from './ignore/rule.ts';
export { IncompleteList } from './incomplete.ts';
export { type ScanFoldersInput, type ScannedRoot, scanFolders } from './scan-folders.ts';
export { type MergeInput, type ScanExtras, type ScanInput, scanInventory, startOfDay } from './scan-inventory.ts';
export { defaultScanConfig, type ScanSettings, toSettings } from './settings.ts';
export type { LabelledFile, Place, ScannedPackage } from './subjects.ts';
