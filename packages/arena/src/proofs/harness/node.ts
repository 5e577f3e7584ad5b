/**
 * Runs a proof in Node. Arguments: the proof, the folder of the package, a temporary folder. The proof's export is called with
 * `load(subpath?)` (the package exactly there, or a module of it), `beside(name)` (what the package itself would load),
 * `cpuMs(run)` (processor time of a call, so that a busy machine changes nothing), and `folder`, `write`, `read`, `exists`
 * below the temporary folder. The last line of output is the answer.
 */
export const nodeHarness: string = String.raw`
'use strict';
const { createRequire } = require('node:module');
const fs = require('node:fs');
const path = require('node:path');
const [proofFile, packageFolder, folder] = process.argv.slice(2);

const parts = packageFolder.split('/');
const name = parts.slice(parts.lastIndexOf('node_modules') + 1).join('/');
const outer = createRequire(path.join(packageFolder.slice(0, packageFolder.length - name.length), 'proof.js'));
const inner = createRequire(path.join(packageFolder, 'proof.js'));

function load(subpath) {
  if (subpath === undefined) return outer(name);
  try {
    return outer(name + '/' + subpath);
  } catch (error) {
    if (error.code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error;
    return inner('./' + subpath);
  }
}

function below(file) {
  const full = path.resolve(folder, file);
  if (full !== folder && !full.startsWith(folder + '/')) throw new Error('outside of the temporary folder');
  return full;
}

function cpuMs(run) {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const tools = {
  load,
  beside: (other) => inner(other),
  cpuMs,
  folder,
  write: (file, text) => {
    fs.mkdirSync(path.dirname(below(file)), { recursive: true });
    fs.writeFileSync(below(file), text);
  },
  read: (file) => fs.readFileSync(below(file), 'utf8'),
  exists: (file) => fs.existsSync(below(file)),
};

(async () => {
  const { reproduced, answers } = await require(proofFile)(tools);
  process.stdout.write('\n' + JSON.stringify({ reproduced: reproduced === true, answers: answers === true }) + '\n');
  process.exit(0);
})().catch((error) => {
  process.stderr.write(String((error && error.stack) || error) + '\n');
  process.exit(70);
});
`;
