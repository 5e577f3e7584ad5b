import { expect, it } from 'vitest';
import { registriesOf, runsOn } from './open-machine.ts';

const none = { cargo: '', go: '', maven: '', pypi: '' };

it('takes the registries that are set, by ecosystem, and leaves the rest to the tools', () => {
  expect(registriesOf({ default_registry: '', registries: none }).size).toBe(0);
  const registries = { ...none, cargo: 'https://crates.example.test/', go: 'https://go.example.test,direct' };
  expect([...registriesOf({ default_registry: 'https://registry.example.test/', registries })]).toEqual([
    ['npm', 'https://registry.example.test/'],
    ['crates.io', 'https://crates.example.test/'],
    ['Go', 'https://go.example.test,direct'],
  ]);
});

it('runs half as many arenas as there are processors', () => {
  expect([1, 2, 3, 8, 96].map(runsOn)).toEqual([1, 1, 1, 4, 16]);
});
