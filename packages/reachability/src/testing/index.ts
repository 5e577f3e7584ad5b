/**
 * For tests and measurements: source files in memory, and the labelled corpus of little projects. Nothing here runs a project.
 */
export {
  type CorpusAnswer,
  type CorpusLabel,
  type CorpusProject,
  corpusFolder,
  ownFiles,
  readCorpus,
  readLabels,
} from './corpus.ts';
export { type JudgedProject, judgeCorpus } from './judge-corpus.ts';
export { memoryFiles } from './memory-files.ts';
