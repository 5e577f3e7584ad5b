import { isSource, isTest } from '../../house/tree.ts';
import type { Check, Problem } from '../types.ts';

const NOTICE_LINES = 350;
const FAILURE_LINES = 500;

/** Long files are split by noun or use case. Tables, generated files and tests do not count. */
export const fileSizes: Check = {
  id: 'file-sizes',
  run({ tree }) {
    const sizes = tree.files
      .filter((path) => isSource(path) && !isTest(path) && !/\.(data|generated)\.ts$/.test(path))
      .map((file) => ({ file, lines: tree.text(file).split('\n').length - 1 }))
      .sort((a, b) => a.lines - b.lines);
    const problems = sizes
      .filter(({ lines }) => lines >= NOTICE_LINES)
      .map(({ file, lines }): Problem => {
        const level = lines >= FAILURE_LINES ? 'failure' : 'notice';
        return { file, level, message: `${lines} lines; split it by noun or by use case` };
      });
    const at = (share: number) => sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * share))]?.lines ?? 0;
    return { problems, detail: `median ${at(0.5)} lines, p95 ${at(0.95)}, largest ${at(1)}` };
  },
};
