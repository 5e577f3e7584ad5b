import { describeScheme } from '../testing/contract.ts';
import { cran } from './index.ts';

describeScheme(cran, {
  ascending: ['0.1', '0.1-0', '0.1.1', '0.9', '0.75', '1.0-2'],
  equal: [
    ['0.1-2', '0.1.2'],
    ['0.01', '0.1'],
  ],
  invalid: ['1.0a', '1..0', '1.0-', 'R4', '-1'],
  prereleases: [],
  releases: ['1.0', '1.0-1'],
  distances: [
    ['1.0-1', '1.0-2', 'patch'],
    ['1.0-1', '1.1-1', 'minor'],
    ['1.0', '2.0', 'major'],
    ['1.0-1', '1.0.1', 'none'],
  ],
});
