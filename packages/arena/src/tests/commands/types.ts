import type { ProjectFiles } from '@maximus/inventory';

/** One command of a project's own checks. */
export interface TestCommand {
  /** As it is shown: `npm run test`. */
  readonly label: string;
  readonly argv: readonly string[];
  /** Files and folders with JUnit XML that it writes, relative to where it runs. */
  readonly reports: readonly string[];
}

/** What a detector may look at. */
export interface DetectInput {
  /** The folder that the tests would run in. */
  readonly files: ProjectFiles;
  /** Starts the package manager of the plan. */
  readonly managerArgv: readonly string[];
}

/** Knows how the projects of one kind run their tests. */
export interface TestDetector {
  readonly id: string;
  /** OSV spelling; the plan's own ecosystem is asked first. */
  readonly ecosystem: string;
  /** The commands in order, the tests last; empty where the project has none of this kind. */
  detect(input: DetectInput): Promise<readonly TestCommand[]>;
}
