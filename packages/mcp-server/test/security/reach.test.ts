import { testViolations } from './support/test-violations.ts';
import { REACH_VIOLATIONS } from './violations/reach.ts';

testViolations('somebody who may do something else', REACH_VIOLATIONS);
