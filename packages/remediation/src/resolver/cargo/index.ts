export { type CargoParts, cargoProject } from './cargo-project.ts';
