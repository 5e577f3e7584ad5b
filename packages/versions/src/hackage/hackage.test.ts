import { describeScheme } from '../testing/contract.ts';
import { hackage } from './index.ts';

describeScheme(hackage, {
  ascending: ['0', '0.11.3.0', '1', '1.0', '1.0.0', '1.0.1', '2.0'],
  equal: [['1.01', '1.1']],
  invalid: ['1.0-1', '1..0', '1.', 'a'],
  prereleases: [],
  releases: ['1.0'],
  distances: [
    ['1.2.3', '1.3.0', 'major'],
    ['1.2.3', '2.2.3', 'major'],
    ['1.2.3', '1.2.4', 'minor'],
    ['1.2.3', '1.2.3.1', 'patch'],
    ['1.2', '1.2', 'none'],
    ['1', '1.2', 'major'],
    ['1', '1.0.1', 'minor'],
  ],
});
