import { testViolations } from './support/test-violations.ts';
import { LIMIT_VIOLATIONS } from './violations/limits.ts';

testViolations('too much', LIMIT_VIOLATIONS);
