import { Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Makes the topic that alarms go to, for whoever subscribes to it, and what alarms do. */
export function createOnCall(scope: Construct): {
  readonly topic: Topic;
  readonly alarmActions: readonly IAlarmAction[];
} {
  const topic = new Topic(scope, 'OnCall', { displayName: 'Sluice: on call', enforceSSL: true });
  const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } };
  topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions }));
  return { topic, alarmActions: [new SnsAction(topic)] };
}
