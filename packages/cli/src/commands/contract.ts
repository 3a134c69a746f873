import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addContractCanIDeploy } from './contract-can-i-deploy.ts';
import { addContractPublish } from './contract-publish.ts';
import { addContractVerify } from './contract-verify.ts';

/** Adds `sluice contract`. */
export function addContract(program: Command, context: CommandContext, onExitCode: (code: number) => void): void {
  const contract = program
    .command('contract')
    .description('Verify that a server keeps its word to the proxy that a project has installed.');
  addContractVerify(contract, context, onExitCode);
  addContractPublish(contract, context);
  addContractCanIDeploy(contract, context, onExitCode);
}
