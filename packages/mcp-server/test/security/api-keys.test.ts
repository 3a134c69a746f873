import { testViolations } from './support/test-violations.ts';
import { API_KEY_VIOLATIONS } from './violations/api-keys.ts';

testViolations('an API key that is none', API_KEY_VIOLATIONS);
