/** What must be true of an item, for a write to take place. */
export type Condition =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present' }
  | { readonly kind: 'equal'; readonly attribute: string; readonly value: string | number }
  | { readonly kind: 'absent_or_below'; readonly attribute: string; readonly value: number }
  /** There is no lease, or this holder has it, or it is over at this time. */
  | { readonly kind: 'free_for'; readonly holder: string; readonly now: number };

/** A condition in DynamoDB's words. */
export interface ConditionExpression {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** Writes a condition in DynamoDB's words. */
export function conditionExpression(condition: Condition): ConditionExpression {
  switch (condition.kind) {
    case 'absent':
      return { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': 'pk' } };
    case 'present':
      return { ConditionExpression: 'attribute_exists(#key)', ExpressionAttributeNames: { '#key': 'pk' } };
    case 'equal':
      return {
        ConditionExpression: '#condition = :condition',
        ExpressionAttributeNames: { '#condition': condition.attribute },
        ExpressionAttributeValues: { ':condition': condition.value },
      };
    case 'absent_or_below':
      return {
        ConditionExpression: 'attribute_not_exists(#key) OR #condition < :condition',
        ExpressionAttributeNames: { '#key': 'pk', '#condition': condition.attribute },
        ExpressionAttributeValues: { ':condition': condition.value },
      };
    case 'free_for':
      return {
        ConditionExpression: 'attribute_not_exists(#key) OR #heldBy = :heldBy OR #heldUntil <= :now',
        ExpressionAttributeNames: { '#key': 'pk', '#heldBy': 'holder', '#heldUntil': 'until' },
        ExpressionAttributeValues: { ':heldBy': condition.holder, ':now': condition.now },
      };
  }
}

/** Writes a conditional change of attributes in DynamoDB's words; one that is undefined is removed. */
export function updateExpression(
  attributes: Readonly<Record<string, unknown>>,
  condition: Condition,
): ConditionExpression & { readonly UpdateExpression: string } {
  const expression = conditionExpression(condition);
  const names = { ...expression.ExpressionAttributeNames };
  const values: Record<string, unknown> = { ...expression.ExpressionAttributeValues };
  const set: string[] = [];
  const remove: string[] = [];
  for (const [attribute, value] of Object.entries(attributes)) {
    names[`#${attribute}`] = attribute;
    if (value === undefined) {
      remove.push(`#${attribute}`);
    } else {
      values[`:${attribute}`] = value;
      set.push(`#${attribute} = :${attribute}`);
    }
  }
  return {
    UpdateExpression: [clause('SET', set), clause('REMOVE', remove)].join(' ').trim(),
    ConditionExpression: expression.ConditionExpression,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

function clause(keyword: string, terms: readonly string[]): string {
  return terms.length === 0 ? '' : `${keyword} ${terms.join(', ')}`;
}
