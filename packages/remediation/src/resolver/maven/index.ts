export { mavenProject } from './maven-project.ts';
export type { PomFile } from './pom-places.ts';
