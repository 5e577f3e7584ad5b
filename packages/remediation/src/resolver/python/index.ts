export { type PythonLockParts, pythonLockProject } from './lock-project.ts';
export { type PythonParts, pythonDialect } from './python-dialect.ts';
export { type RequirementsParts, requirementsProject } from './requirements-project.ts';
export { meets, restyleSpecifier } from './specifiers.ts';
