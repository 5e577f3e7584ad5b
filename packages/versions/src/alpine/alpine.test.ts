import { describeScheme } from '../testing/contract.ts';
import { alpine } from './index.ts';

describeScheme(alpine, {
  ascending: ['1.0_alpha', '1.0_rc2', '1.0', '1.0-r1', '1.0_p1-r0', '1.0b', '1.0.09', '1.0.1', '1.0.10', '2'],
  equal: [
    ['1-r1', '1-r01'],
    ['1.2.3_git20200101~abc', '1.2.3_git20200101~abc'],
  ],
  invalid: ['  ', '1.0 beta', 'é1'],
  prereleases: ['1.0_alpha', '1.0_pre2-r1', '1_rc'],
  releases: ['1.0', '1.0_p1', '1.0b-r2', '1.0~abc'],
  distances: [
    ['1.2.3-r0', '2.0.0-r0', 'major'],
    ['1.2.3-r0', '1.3.0-r0', 'minor'],
    ['1.2.3-r0', '1.2.3-r1', 'patch'],
    ['1.2.3-r0', '1.2.3-r00', 'none'],
  ],
});
