export { readGoProject } from './go-project.ts';
