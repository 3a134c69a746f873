import { testViolations } from './support/test-violations.ts';
import { TOKEN_VIOLATIONS } from './violations/tokens.ts';

testViolations('a token that was not issued for this', TOKEN_VIOLATIONS);
