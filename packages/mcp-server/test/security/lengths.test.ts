import { testViolations } from './support/test-violations.ts';
import { LENGTH_VIOLATIONS } from './violations/lengths.ts';

testViolations('a text that means nothing any more', LENGTH_VIOLATIONS);
