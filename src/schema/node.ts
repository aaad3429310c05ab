import { type NodeView, node, nodes } from '../resolvers/query/node.ts';
import { builder } from './builder.ts';

/** The record as the Node interface takes it: with the name of its type. */
export const toNode = (view: NodeView | null) => view && { ...view.record, __typename: view.type };

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    nullable: true,
    description: 'Anything by its id; null for an unknown one.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: async (_root, args, ctx) => toNode(await node(ctx, args)),
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description: 'Anything by their ids, in order; null for an unknown one.',
    args: { ids: t.arg.idList({ required: true, description: 'Their ids.' }) },
    resolve: async (_root, args, ctx) => (await nodes(ctx, args)).map(toNode),
  }),
}));
