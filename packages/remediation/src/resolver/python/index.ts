export { type PythonLockParts, pythonLockProject } from './lock-project.ts';
export { type RequirementsParts, requirementsProject } from './requirements-project.ts';
