export {
  normalName,
  type RequirementLine,
  type RequirementsFile,
  readRequirements,
  requirementIn,
  type Splice,
  splice,
} from './read-requirements.ts';
