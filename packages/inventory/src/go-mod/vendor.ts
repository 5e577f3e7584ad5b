/** One module of vendor/modules.txt. */
export interface VendoredModule {
  /** The module whose code is vendored: the replacement where there is one. */
  readonly name: string;
  readonly version: string;
  /** The version before replacement; empty where the replace directive names none. */
  readonly original: string;
  /** Replaced by a folder. */
  readonly folder: boolean;
}

/**
 * The modules that provide vendored packages, by path. Header lines are `# path version [=> target [version]]`; a module
 * that provides nothing has no package line below it and is left out. Rule: Go Modules Reference, "Vendoring".
 */
export function readVendoredModules(text: string): Map<string, VendoredModule> {
  const modules = new Map<string, VendoredModule>();
  let open: { path: string; module: VendoredModule } | undefined;
  for (const line of text.split('\n')) {
    if (line.startsWith('# ')) open = header(line.slice(2).trim().split(/\s+/));
    else if (open !== undefined && line !== '' && !line.startsWith('#')) modules.set(open.path, open.module);
  }
  return modules;
}

function header(fields: readonly string[]): { path: string; module: VendoredModule } | undefined {
  const arrow = fields.indexOf('=>');
  const [path, original = ''] = arrow === -1 ? fields : fields.slice(0, arrow);
  if (path === undefined) return undefined;
  if (arrow === -1) return { path, module: { name: path, version: original, original, folder: false } };
  const [name = '', version] = fields.slice(arrow + 1);
  return { path, module: { name, version: version ?? '', original, folder: version === undefined } };
}
