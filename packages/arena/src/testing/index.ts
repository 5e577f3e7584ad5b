export { type WorkFolder, workFolder } from './work-folder.ts';
