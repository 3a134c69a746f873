import { testViolations } from './support/test-violations.ts';
import { APPROVAL_VIOLATIONS } from './violations/approvals.ts';

testViolations('a decision that is none', APPROVAL_VIOLATIONS);
