import { type Stack, Validations } from 'aws-cdk-lib';

/** A finding of the AWS Solutions checks that the team lives with. */
export interface AcceptedFinding {
  /** The resources that it is accepted of, by the end of their paths. */
  readonly at: RegExp;
  readonly id: string;
  readonly reason: string;
}

/** Accepts what the checks find and the team has a reason for: that finding, of that resource, and no other. */
export function acceptFindings(stack: Stack, findings: readonly AcceptedFinding[]): void {
  for (const construct of stack.node.findAll()) {
    for (const { id, reason } of findings.filter(({ at }) => at.test(construct.node.path))) {
      Validations.of(construct).acknowledge({ id, reason });
    }
  }
}
