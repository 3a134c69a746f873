import { testViolations } from './support/test-violations.ts';
import { BODY_VIOLATIONS, MISMATCHES } from './violations/bodies.ts';

testViolations('a body that is no request', BODY_VIOLATIONS);
testViolations('headers that say something else than the body', MISMATCHES);
