export { openWorkingRole, type WorkingRole, type WorkingRoleOptions } from './working-role.ts';
