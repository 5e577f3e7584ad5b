/**
 * Lock files that write links from requirements to entries, as pnpm and Yarn do: their tree and how it settles. Not the text
 * of any lock file. Read graph-tree.ts first.
 */
export { type GraphRules, GraphTree, meetsKey, speaksOf } from './graph-tree.ts';
export { settleGraph } from './settle-graph.ts';
