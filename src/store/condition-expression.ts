import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Condition } from './table.ts';

interface Expression {
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
}

interface Used {
  names: Record<string, string>;
  values: Record<string, unknown>;
}

/** A condition in DynamoDB's words, together with the names and values the rest of the request uses. */
export function conditionExpression(
  condition: Condition | undefined,
  { names, values }: Used = { names: {}, values: {} },
): Expression {
  if (!condition) return {};
  if (condition.is === 'absent') {
    return {
      ConditionExpression: 'attribute_not_exists(pk)',
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: marshall(values) } : {}),
    };
  }
  return {
    ConditionExpression: {
      equal: '#c = :c',
      below: '#c < :c',
      absentOrBelow: 'attribute_not_exists(#c) OR #c < :c',
    }[condition.is],
    ExpressionAttributeNames: { ...names, '#c': condition.attribute },
    ExpressionAttributeValues: marshall({ ...values, ':c': condition.value }),
  };
}
