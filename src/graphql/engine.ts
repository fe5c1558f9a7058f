import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Limits } from '../config.js';
import type { GraphqlContext } from './context.js';
import { endlessInputs, variableTypes } from './endless-inputs.js';
import { MOST_TOKENS, OperationLimits } from './limits.js';

/** What a caller sends, checked for its form only. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string | undefined;
}

/** A query or mutation, answered; or the reasons why it was not even begun. */
export type Answered =
  | { readonly kind: 'executed'; readonly isQuery: boolean; readonly result: ExecutionResult }
  | { readonly kind: 'refused'; readonly errors: readonly GraphQLError[]; readonly status?: number | undefined };

/** A subscription found fit to begin; or the reasons why not. */
export type Prepared =
  | { readonly kind: 'fit'; readonly document: DocumentNode; readonly schema: GraphQLSchema }
  | { readonly kind: 'refused'; readonly errors: readonly GraphQLError[] };

/** Refuses a request before it is carried out. */
class Refused extends Error {
  constructor(
    readonly errors: readonly GraphQLError[],
    readonly status?: number,
  ) {
    super('refused');
  }
}

/** What the hooks read beside the resolvers' context. */
interface EngineContext extends GraphqlContext {
  readonly engine: {
    readonly safe: boolean;
    readonly operationName?: string | undefined;
    /** What is carried out, once it was found fit. */
    operation?: OperationDefinitionNode;
  };
}

const PREPARED = 500;
/** How JSON begins and no GraphQL does: Mercurius would take it for a document parsed already, past every limit. */
const JSON_BEGINS = /^[ \t\r\n]*(?:\{[ \t\r\n]*["}]|[["\d-]|true|false|null)/;

/**
 * Carries out GraphQL operations: Mercurius parses, validates, compiles and executes; the limits are the same for
 * queries, mutations and subscriptions.
 */
export class GraphqlEngine {
  private readonly limits: OperationLimits;
  private readonly endless: ReadonlySet<string>;
  private readonly single = new WeakMap<OperationDefinitionNode, DocumentNode>();
  private readonly subscriptions = new LRUCache<string, Prepared>({ max: PREPARED });

  constructor(
    private readonly app: FastifyInstance,
    limits: Limits,
  ) {
    this.limits = new OperationLimits(app.graphql.schema, limits);
    this.endless = endlessInputs(app.graphql.schema);
    app.graphql.addHook('preExecution', async (_schema, document, context, variables) =>
      this.admit(document, (context as unknown as EngineContext).engine, variables ?? {}),
    );
  }

  /** Answers a query or mutation; only queries when `safe`. Faults outside of resolvers are thrown. */
  async answer(request: GraphqlRequest, context: GraphqlContext, safe: boolean): Promise<Answered> {
    const { query, variables, operationName } = request;
    const engine: EngineContext['engine'] = { safe, operationName };
    if (JSON_BEGINS.test(query)) {
      const parsed = this.parsed(query, this.app.graphql.schema);
      if (parsed.kind === 'refused') return parsed;
    }
    try {
      const result = await this.app.graphql(query, { ...context, engine }, variables, operationName);
      const { operation } = engine;
      if (!operation) return { kind: 'refused', errors: result.errors ?? [] };
      const unfit = result.data === undefined ? this.unfitVariables(operation, variables) : [];
      if (unfit.length > 0) return { kind: 'refused', errors: unfit };
      return { kind: 'executed', isQuery: operation.operation === OperationTypeNode.QUERY, result };
    } catch (error) {
      if (error instanceof Refused) return { kind: 'refused', errors: error.errors, status: error.status };
      const errors = (error as { errors?: readonly unknown[] }).errors;
      if (errors?.some((each) => each instanceof RangeError)) return { kind: 'refused', errors: [tooNested()] };
      if (!errors?.every((each) => each instanceof GraphQLError)) throw error;
      return { kind: 'refused', errors };
    }
  }

  /** Parses, validates and weighs a subscription, which Mercurius would not; nothing else may come by a socket. */
  prepare({ query, variables, operationName }: GraphqlRequest): Prepared {
    const { schema } = this.app.graphql;
    let prepared = this.subscriptions.get(query);
    if (!prepared) {
      prepared = this.parsed(query, schema);
      this.subscriptions.set(query, prepared);
    }
    if (prepared.kind === 'refused') return prepared;
    const operation = getOperationAST(prepared.document, operationName);
    if (!operation) return { kind: 'refused', errors: [unknownOperation(operationName)] };
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
      return {
        kind: 'refused',
        errors: [new GraphQLError('Only subscriptions come by the socket; send the rest by HTTP.')],
      };
    }
    const errors = this.limits.exceededBy(prepared.document, operation, variables);
    return errors.length > 0 ? { kind: 'refused', errors } : prepared;
  }

  private parsed(query: string, schema: GraphQLSchema): Prepared {
    try {
      const document = parse(query, { maxTokens: MOST_TOKENS });
      const errors = validate(schema, document);
      return errors.length > 0 ? { kind: 'refused', errors } : { kind: 'fit', document, schema };
    } catch (error) {
      if (error instanceof GraphQLError) return { kind: 'refused', errors: [error] };
      if (error instanceof RangeError) return { kind: 'refused', errors: [tooNested()] };
      throw error;
    }
  }

  private admit(document: DocumentNode, engine: EngineContext['engine'], variables: Readonly<Record<string, unknown>>) {
    const operation = getOperationAST(document, engine.operationName);
    if (!operation) throw new Refused([unknownOperation(engine.operationName)]);
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
      throw new Refused([
        new GraphQLError('Subscriptions come by a WebSocket (graphql-transport-ws) at this address.'),
      ]);
    }
    if (engine.safe && operation.operation === OperationTypeNode.MUTATION) {
      throw new Refused([new GraphQLError('A GET request may only ask; send mutations by POST.')], 405);
    }
    const errors = this.limits.exceededBy(document, operation, variables);
    if (errors.length > 0) throw new Refused(errors);
    engine.operation = operation;
    return this.isCompiled(document, operation) ? undefined : { document: this.alone(document, operation) };
  }

  /** Mercurius compiles a document as it came, and keeps one compiled query, whichever operation came first. */
  private isCompiled({ definitions }: DocumentNode, operation: OperationDefinitionNode): boolean {
    const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    return operations.length === 1 && !variableTypes(operation).some((type) => this.endless.has(type));
  }

  /** Once per document Mercurius leaves the variables to the compiled query, which says less of what is wrong. */
  private unfitVariables(operation: OperationDefinitionNode, variables: GraphqlRequest['variables']) {
    return getVariableValues(this.app.graphql.schema, operation.variableDefinitions ?? [], variables).errors ?? [];
  }

  private alone(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
    let alone = this.single.get(operation);
    if (!alone) {
      const { definitions } = document;
      alone = {
        ...document,
        definitions: definitions.filter((each) => each === operation || each.kind !== Kind.OPERATION_DEFINITION),
      };
      this.single.set(operation, alone);
    }
    return alone;
  }
}

/** What overflows the stack of the parser is within the limit of tokens, and still nothing that anybody means. */
const tooNested = (): GraphQLError => new GraphQLError('This operation nests its values too deeply to be read.');

const unknownOperation = (name: string | undefined): GraphQLError =>
  new GraphQLError(
    name === undefined
      ? 'The document holds several operations, or none; say which in "operationName".'
      : `The document holds no operation named "${name}".`,
  );
