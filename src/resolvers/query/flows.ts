import type { Flow } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import type { PageArgs } from './page-args.ts';
import { type CountedConnection, paginate } from './paginate.ts';
import { onlyVisible } from './visible.ts';

/** The flows the viewer sees, by name. */
export function flows(ctx: Context, page: PageArgs): CountedConnection<Flow> {
  return paginate(ctx, onlyVisible(ctx, 'flow', ctx.state.all('flow')), byName, page);
}

/** The order flows are listed in. */
export const byName = ({ name, id }: Flow): string[] => [name, id];
