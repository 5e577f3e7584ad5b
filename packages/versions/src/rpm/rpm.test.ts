import { describeScheme } from '../testing/contract.ts';
import { rpm } from './index.ts';

describeScheme(rpm, {
  ascending: ['1.0~rc1', '1.0', '1.0-1.el8', '1.0-1.el8_4', '1.0^git1', '1.0a', '1.0.1', '1.1', '1.10', '1:0.1'],
  equal: [
    ['1.0', '0:1.0'],
    ['1.0', '1_0'],
    ['1.01', '1.1'],
    ['1.1.α', '1.1.β'],
  ],
  invalid: ['1.0 1', '   ', '1\u00001'],
  prereleases: ['1.0~rc1-1'],
  releases: ['1.0-1', '1.0^git1-1'],
  distances: [
    ['1.0-1', '1:1.0-1', 'major'],
    ['1.0-1', '1.0-2', 'patch'],
    ['1.0-1', '1.1-1', 'minor'],
    ['1.0a-1', '1.0a-1', 'none'],
    ['1.0-1', '2.0-1', 'major'],
    ['a-1', 'b-1', 'patch'],
  ],
});
