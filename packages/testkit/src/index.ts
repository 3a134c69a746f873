/**
 * What tests of executors, stores and agents need: simulators, suites and a clock that a test moves.
 *
 * @packageDocumentation
 */
export { createVirtualClock, type VirtualClock, type VirtualClockOptions } from './virtual-clock.ts';
