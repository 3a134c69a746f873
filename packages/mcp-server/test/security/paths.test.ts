import { testViolations } from './support/test-violations.ts';
import { PATH_VIOLATIONS } from './violations/paths.ts';

testViolations('a path that could be taken for another', PATH_VIOLATIONS);
