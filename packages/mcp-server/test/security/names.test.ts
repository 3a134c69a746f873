import { testViolations } from './support/test-violations.ts';
import { NAME_VIOLATIONS } from './violations/names.ts';

testViolations('a name that nobody may choose', NAME_VIOLATIONS);
