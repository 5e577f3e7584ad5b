/** Folders that hold somebody else's code, tool state or history: never walked. */
export const skippedFolders: ReadonlySet<string> = new Set([
  '.bundle',
  '.bzr',
  '.direnv',
  '.eggs',
  '.git',
  '.gradle',
  '.hg',
  '.mypy_cache',
  '.nox',
  '.pnpm-store',
  '.pytest_cache',
  '.svn',
  '.terraform',
  '.tox',
  '.venv',
  '.yarn',
  '__pycache__',
  'Carthage',
  'Pods',
  'bower_components',
  'elm-stuff',
  'jspm_packages',
  'node_modules',
  'site-packages',
  'vendor',
  'venv',
  'virtualenv',
]);

/** A folder with one of these in it is a virtual environment, whatever its name. */
export const environmentMarkers: readonly string[] = ['pyvenv.cfg', 'conda-meta'];
