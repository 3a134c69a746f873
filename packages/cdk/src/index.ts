/**
 * AWS CDK constructs that deploy Sluice.
 *
 * @packageDocumentation
 */
export {};
