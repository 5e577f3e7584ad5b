import { expect, it } from 'vitest';
import { registriesOf } from './open-machine.ts';

it('takes the registries that are set, by ecosystem, and leaves the rest to the tools', () => {
  expect(registriesOf({ default_registry: '', registries: {} }).size).toBe(0);
  const registries = { 'crates.io': 'https://crates.example.test/', Go: 'https://go.example.test,direct' };
  expect([...registriesOf({ default_registry: 'https://registry.example.test/', registries })]).toEqual([
    ['npm', 'https://registry.example.test/'],
    ['crates.io', 'https://crates.example.test/'],
    ['Go', 'https://go.example.test,direct'],
  ]);
});
