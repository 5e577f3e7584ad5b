import { spawnSync } from 'node:child_process';

/** Whether git is on this machine; a test that needs it skips without. */
export const hasGit = spawnSync('git', ['--version']).status === 0;
