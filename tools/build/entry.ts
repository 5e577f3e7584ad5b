/**
 * The program that starts the bundle. V8's code for it lies beside, made by code-cache.ts: the runtime's own compile cache
 * holds no function that was not called yet while a module loaded, so that every start compiled anew what a scan runs.
 * Another runtime than the one that built has no such file, or refuses it, and loads the bundle the usual way.
 * V8's thresholds are made for processes that stay: a scan ends before its optimised code has paid for itself. Measured on
 * 1,500, 5,000 and 40,000 packages: 15 to 20 % less CPU and memory. Only for the runtime that they were measured on, as
 * another may not know the names.
 */
export const entry = `#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write('maximus needs Node 22.22 or newer and this is ' + process.versions.node + '.\\n');
  process.exit(3);
}
const Module = require('node:module');
if (process.versions.node.startsWith('24.')) {
  const { setFlagsFromString } = require('node:v8');
  setFlagsFromString('--invocation-count-for-maglev=20000');
  setFlagsFromString('--invocation-count-for-turbofan=40000');
}
const { existsSync, readFileSync } = require('node:fs');
const { Script } = require('node:vm');
const file = require.resolve('./main.cjs');
const codeFile = file + '.' + process.version + '-' + process.platform + '-' + process.arch;

function compile(cachedData) {
  // The bundle is ASCII (tools/build/main.ts).
  return new Script(Module.wrap(readFileSync(file, 'latin1')), { filename: file, cachedData });
}

/** Loads what the scan does not: with the runtime's own cache, which is not worth opening before. */
function chunks(load) {
  let isCached = false;
  const loadChunk = (id) => {
    if (!isCached && id.startsWith('.')) {
      isCached = true;
      Module.enableCompileCache?.();
    }
    return load(id);
  };
  return Object.assign(loadChunk, load);
}

/** Runs a script as the module that \`require\` of the bundle's other chunks finds. */
function run(script) {
  const main = new Module(file, module);
  main.filename = file;
  require.cache[file] = main;
  script.runInThisContext().call(main.exports, main.exports, chunks(Module.createRequire(file)), main, file, __dirname);
  main.loaded = true;
}
`;

/** Ends the program that is shipped. */
export const start = `
const script = existsSync(codeFile) ? compile(readFileSync(codeFile)) : undefined;
if (script === undefined || script.cachedDataRejected) {
  Module.enableCompileCache?.();
  require(file);
} else run(script);
`;

/** Ends the one that runs once while the bundle is built, and leaves V8's code behind. */
export const record = `
const script = compile();
process.on('exit', () => require('node:fs').writeFileSync(codeFile, script.createCachedData()));
run(script);
`;
