import { testViolations } from './support/test-violations.ts';
import { GATEWAY_VIOLATIONS } from './violations/gateways.ts';

testViolations('an identity that the sender made up', GATEWAY_VIOLATIONS);
