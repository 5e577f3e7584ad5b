export { editGoMod, type GoModFile, type GoReplace, type GoRequire, readGoMod } from './read-go-mod.ts';
