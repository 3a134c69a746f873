import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addSimulateGitLab } from './simulate-gitlab.ts';
import { addSimulateJenkins } from './simulate-jenkins.ts';

/** Adds `sluice simulate`, with a command for each CI system. */
export function addSimulate(program: Command, context: CommandContext): void {
  const simulate = program.command('simulate').description('Start a CI system that is simulated, to try things with.');
  addSimulateGitLab(simulate, context);
  addSimulateJenkins(simulate, context);
}
