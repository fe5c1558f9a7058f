import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { Limits } from '../config.js';
import { DEFAULT_PAGE } from './connections.js';

/** Most words, names and marks in a document; longer ones are not even parsed. */
export const MOST_TOKENS = 10_000;
/** How many items a list is counted with that knows no pages. */
const UNPAGED = 10;
/** Different page sizes of one document whose verdicts are kept. */
const KEPT = 100;

type Variables = Readonly<Record<string, unknown>>;
type Asked = Pick<Limits, 'depth' | 'aliases' | 'cost' | 'page'>;
interface Verdicts {
  readonly pageVariables: readonly string[];
  readonly byPages: Map<string, readonly GraphQLError[]>;
}

/**
 * What an operation asks beyond the limits, a sentence each; nothing when it may be answered. The verdict is kept with
 * the operation, since only its page sizes can change it.
 */
export class OperationLimits {
  private readonly verdicts = new WeakMap<OperationDefinitionNode, Verdicts>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: Asked,
  ) {}

  /** Of a document that was found valid. */
  exceededBy(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
  ): readonly GraphQLError[] {
    let kept = this.verdicts.get(operation);
    if (!kept) {
      kept = { pageVariables: integerVariables(operation), byPages: new Map() };
      this.verdicts.set(operation, kept);
    }
    const pages = kept.pageVariables.map((name) => String(variables[name])).join();
    let verdict = kept.byPages.get(pages);
    if (!verdict) {
      verdict = this.judge(document, operation, variables);
      if (kept.byPages.size >= KEPT) kept.byPages.clear();
      kept.byPages.set(pages, verdict);
    }
    return verdict;
  }

  private judge(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): GraphQLError[] {
    const scales = new Scales(this.schema, document, operation, variables);
    const { depth, aliases, cost } = scales.weigh(operation.selectionSet, this.schema.getRootType(operation.operation));
    const { limits } = this;
    const number = (value: number) => value.toLocaleString('en-GB');
    const exceeded: GraphQLError[] = [];
    const exceeds = (limit: keyof Asked, asked: number, message: string, node?: FieldNode) => {
      if (asked <= limits[limit]) return;
      const extensions = { code: 'LIMIT', limit, most: limits[limit], asked };
      exceeded.push(new GraphQLError(message, { extensions, ...(node ? { nodes: node } : {}) }));
    };
    exceeds('depth', depth, `This operation is ${depth} levels deep; at most ${limits.depth} are answered.`);
    exceeds('aliases', aliases, `This operation uses ${aliases} aliases; at most ${limits.aliases} are answered.`);
    for (const { node, size } of scales.pages) {
      const name = node.name.value;
      exceeds('page', size, `"${name}" is asked for ${size} at once; at most ${limits.page} are answered.`, node);
    }
    exceeds(
      'cost',
      cost,
      `This operation asks for up to ${number(cost)} values; at most ${number(limits.cost)} are answered at once. ` +
        'Ask for smaller pages or fewer fields.',
    );
    return exceeded;
  }
}

interface Weight {
  readonly depth: number;
  readonly aliases: number;
  readonly cost: number;
}

/** Weighs one operation with one set of variables. */
class Scales {
  readonly pages: { node: FieldNode; size: number }[] = [];
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Each fragment is weighed once, or a few that spread each other twice would take for ever. */
  private readonly weighed = new Map<string, Weight>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
    private readonly variables: Variables,
  ) {
    const definitions = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = new Map(definitions.map((fragment) => [fragment.name.value, fragment]));
  }

  /** `paged`: the selection stands in a page, whose size was counted already. */
  weigh({ selections }: SelectionSetNode, type: GraphQLNamedType | null | undefined, paged = false): Weight {
    const total = { depth: 0, aliases: 0, cost: 0 };
    for (const selection of selections) {
      const weight =
        selection.kind === Kind.FIELD
          ? this.field(selection, type, paged)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? this.weigh(selection.selectionSet, this.typeOf(selection.typeCondition?.name.value) ?? type, paged)
            : this.fragment(selection.name.value, paged);
      total.depth = Math.max(total.depth, weight.depth);
      total.aliases += weight.aliases;
      total.cost += weight.cost;
    }
    return total;
  }

  private field(node: FieldNode, parent: GraphQLNamedType | null | undefined, paged: boolean): Weight {
    const aliases = node.alias ? 1 : 0;
    const known = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    // The schema describing itself: GraphQL has a rule of its own against loops in that.
    if (!known || !node.selectionSet) return { depth: 1, aliases, cost: 1 };

    const size = this.pageSize(node, known);
    if (size !== undefined) this.pages.push({ node, size });
    const times = size ?? (isListType(getNullableType(known.type)) && !paged ? UNPAGED : 1);
    const inside = this.weigh(node.selectionSet, getNamedType(known.type), size !== undefined);
    return { depth: 1 + inside.depth, aliases: aliases + inside.aliases, cost: 1 + times * inside.cost };
  }

  private fragment(name: string, paged: boolean): Weight {
    const key = `${name} ${paged}`;
    let weight = this.weighed.get(key);
    if (!weight) {
      const { selectionSet, typeCondition } = this.fragments.get(name)!;
      weight = this.weigh(selectionSet, this.typeOf(typeCondition.name.value), paged);
      this.weighed.set(key, weight);
    }
    return weight;
  }

  private typeOf(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.schema.getType(name);
  }

  /** How many items a field asks for; nothing when it knows no pages. */
  private pageSize(node: FieldNode, { args }: GraphQLField<unknown, unknown>): number | undefined {
    const sized = args.filter(({ name }) => name === 'first' || name === 'last');
    if (sized.length === 0) return undefined;
    for (const { name, defaultValue } of sized) {
      const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
      const size = given ? this.numberOf(given) : defaultValue;
      if (typeof size === 'number' && size >= 0) return size;
    }
    return DEFAULT_PAGE;
  }

  private numberOf(value: ValueNode | undefined): unknown {
    if (value?.kind === Kind.INT) return Number(value.value);
    if (value?.kind !== Kind.VARIABLE) return undefined;
    const name = value.name.value;
    if (this.variables[name] !== undefined) return this.variables[name];
    const declared = this.operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
    return declared?.defaultValue?.kind === Kind.INT ? Number(declared.defaultValue.value) : undefined;
  }
}

/** The variables that can be a page size. */
const integerVariables = ({ variableDefinitions = [] }: OperationDefinitionNode): string[] =>
  variableDefinitions
    .filter(({ type }) => {
      const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
      return named.kind === Kind.NAMED_TYPE && named.name.value === 'Int';
    })
    .map(({ variable }) => variable.name.value);
