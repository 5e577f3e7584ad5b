export { mustProvision, provisionSandbox } from './provision.ts';
export { type WorkFolder, workFolder } from './work-folder.ts';
