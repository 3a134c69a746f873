import { testViolations } from './support/test-violations.ts';
import { HOST_VIOLATIONS } from './violations/hosts.ts';

testViolations('a request from where none may come', HOST_VIOLATIONS);
