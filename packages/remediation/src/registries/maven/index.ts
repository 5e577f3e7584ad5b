export { type EffectivePom, effectivePom, type FindPom, interpolator } from './effective-pom.ts';
export { createMavenRepository, type MavenRepository, type MavenRepositoryOptions } from './maven-repository.ts';
export { type Coordinates, type Pom, type PomDependency, readPom } from './pom-model.ts';
