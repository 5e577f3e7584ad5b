export { type PomLeaf, type PomPlace, pomElements } from './pom-leaves.ts';
