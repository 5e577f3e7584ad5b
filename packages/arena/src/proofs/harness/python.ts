/**
 * Runs a proof in Python. Arguments: the proof, the folder of the installed packages (or `-` for the interpreter's own), a
 * temporary folder. The proof's `proof` is called with an object of `cpu_ms(run)`, `folder`, `write`, `read` and `exists`, as in
 * `node.ts`. The last line of output is the answer.
 */
export const pythonHarness: string = String.raw`
import json
import os
import sys
import time
import traceback

proof_file, site, folder = sys.argv[1:4]
# The folder of this file holds the proof and nothing to import.
sys.path.pop(0)
if site != "-":
    sys.path.insert(0, site)


class Tools:
    def __init__(self, folder):
        self.folder = folder

    def _below(self, name):
        full = os.path.realpath(os.path.join(self.folder, name))
        if full != self.folder and not full.startswith(self.folder + os.sep):
            raise ValueError("outside of the temporary folder")
        return full

    def write(self, name, data):
        full = self._below(name)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())

    def read(self, name):
        with open(self._below(name), "rb") as file:
            return file.read()

    def exists(self, name):
        return os.path.exists(self._below(name))

    def cpu_ms(self, run):
        before = time.process_time()
        run()
        return (time.process_time() - before) * 1000


try:
    with open(proof_file, encoding="utf-8") as file:
        space = {"__name__": "proof"}
        exec(compile(file.read(), "proof.py", "exec"), space)
    reproduced, answers = space["proof"](Tools(os.path.realpath(folder)))
    print("\n" + json.dumps({"reproduced": reproduced is True, "answers": answers is True}), flush=True)
    os._exit(0)
except BaseException:
    traceback.print_exc()
    sys.stderr.flush()
    os._exit(70)
`;
