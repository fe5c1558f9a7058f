import { EventEmitter } from 'node:events';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { CommandHandler, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { Args, Context, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { Sender } from '../../../src/auth/sender.js';
import type { Outcome } from '../../../src/event-sourcing/command-handling.js';
import { DomainError, StoreFault } from '../../../src/event-sourcing/errors.js';
import { derivedId } from '../../../src/event-sourcing/identity.js';
import {
  Command,
  type CommandClass,
  type Sender as SenderOf,
  type Sending,
} from '../../../src/event-sourcing/messages.js';
import { DayRangeShape, IsNested, IsWords, Optional, validated } from '../../../src/event-sourcing/validation.js';
import { ReadPosition } from '../../../src/graphql/answer-cache.js';
import { Connection, pageOf, type PageArgs } from '../../../src/graphql/connections.js';
import type { GraphqlContext } from '../../../src/graphql/context.js';
import { live } from '../../../src/graphql/live.js';
import { mutationResolver, type Mutations } from '../../../src/graphql/mutations.js';

class WriteNoteShape {
  @IsWords(100) text!: string;
}

class RewriteNoteShape {
  @IsWords(100) text!: string;
  @Optional() @IsNested(() => DayRangeShape) until?: DayRangeShape | null;
}

/** Begins a note. */
export class WriteNote extends Command<WriteNoteShape> {
  static readonly shape = WriteNoteShape;
  static readonly allows = ['lead', 'governance'] as const;
  readonly type = 'WriteNote';
}

/** Replaces what a note says. */
export class RewriteNote extends Command<RewriteNoteShape> {
  static readonly shape = RewriteNoteShape;
  static readonly allows = ['lead', 'governance'] as const;
  readonly type = 'RewriteNote';
}

interface Written {
  readonly id: string;
  readonly text: string;
  readonly seq: number;
}

/** Holds notes in memory: a record of nothing, for testing the doors. */
export class Notes extends ReadPosition {
  readonly written: Written[] = [];
  readonly sent: Command[] = [];
  readonly woken = new EventEmitter().setMaxListeners(0);
  /** How often a page was read. */
  reads = 0;

  override now(): string {
    return String(this.written.length);
  }

  find(id: string): Written | undefined {
    return this.written.findLast((note) => note.id === id);
  }

  write(id: string, text: string): Written {
    const note = { id, text, seq: this.written.length + 1 };
    this.written.push(note);
    this.woken.emit('more');
    return note;
  }
}

class FindNote {
  constructor(
    readonly id: string,
    readonly sender: SenderOf,
  ) {}
}

@QueryHandler(FindNote)
class FindNoteHandler {
  constructor(private readonly notes: Notes) {}

  async execute({ id }: FindNote) {
    return this.notes.find(id) ?? null;
  }
}

const handlers = [WriteNote, RewriteNote].map((commandClass: CommandClass & { prototype: unknown }) => {
  @CommandHandler(commandClass)
  class Handler {
    constructor(private readonly notes: Notes) {}

    async execute(command: WriteNote | RewriteNote): Promise<Outcome> {
      const { text } = validated(commandClass.shape as new () => RewriteNoteShape, command.data);
      this.notes.sent.push(command);
      if (text === 'fault') throw new Error('the words of a child');
      if (text === 'full') throw new StoreFault('FULL', 'The disk is full.');
      if (command instanceof RewriteNote && !this.notes.find(command.id)) {
        throw new DomainError('NOT_FOUND', 'There is no such note.', 'noteId');
      }
      if (command.sending.expectedVersion === 1) {
        throw new DomainError('CONFLICT', 'It has changed.', 'expectedVersion', [
          { id: 'e2', type: 'NoteRewritten', version: 2, recordedAt: '2025-12-02T10:00:00.000Z' },
        ]);
      }
      const { seq } = this.notes.write(command.id, text);
      return {
        id: command.id,
        version: 1,
        position: String(seq),
        events: [{ id: command.sending.commandId, type: 'NoteWritten', version: 1 }],
      };
    }
  }
  return Handler;
});

/** The mutations of notes. */
export const noteMutations: Mutations = {
  thing: 'note',
  commands: [WriteNote, RewriteNote],
  newId: { WriteNote: (_: never, { commandId }: Sending) => derivedId('note', commandId) },
  find: (id, sender) => new FindNote(id, sender),
};

const FAILURES: Readonly<Record<string, () => never>> = {
  refused: () => {
    throw new DomainError('NOT_FOUND', 'There is no such thing.', 'how');
  },
  twice: () => {
    throw DomainError.of([
      { code: 'INVALID', field: 'a', message: 'A is wrong.' },
      { code: 'INVALID', field: 'b', message: 'B is wrong.' },
    ]);
  },
  fault: () => {
    throw new Error('the words of a child');
  },
  quoting: () => JSON.parse('THE-SECRET-WORDS') as never,
  full: () => {
    throw new StoreFault('FULL', 'The disk is full.');
  },
};

@Resolver('Note')
class NotesResolver {
  constructor(
    private readonly notes: Notes,
    private readonly queries: QueryBus,
  ) {}

  @Query()
  note(@Args('id') id: string, @Sender() sender: SenderOf): Promise<unknown> {
    return this.queries.execute(new FindNote(id, sender));
  }

  @Query('notes')
  page(@Args() args: PageArgs) {
    this.notes.reads++;
    const page = pageOf(args, 200);
    const { written } = this.notes;
    const from = Number(page.from?.[0] ?? (page.backwards ? written.length + 1 : 0));
    const rows = page.backwards ? written.slice(0, from - 1).reverse() : written.slice(from);
    return new Connection(
      rows.slice(0, page.size + 1),
      page,
      ({ seq }) => [seq],
      () => written.length,
    );
  }

  @ResolveField('reader')
  reader(@Parent() _note: Written, @Sender() { name, today }: SenderOf): string {
    return `${name} on ${today}`;
  }

  @ResolveField('others')
  others(@Args() args: PageArgs) {
    return this.page(args);
  }

  @Query()
  async failing(@Args('how') how: string): Promise<string> {
    return FAILURES[how]?.() ?? 'fine';
  }

  @Query()
  echo(@Args() { day, instant }: { day?: string; instant?: string }): string {
    return `${day} ${instant}`;
  }

  @Subscription('noteWritten', { resolve: (edge: unknown) => edge })
  noteWritten(@Args('after') after: string | null, @Context() context: GraphqlContext) {
    const { written, woken } = this.notes;
    const itemsAfter = async (cursor: string, limit: number) =>
      written
        .slice(Number(cursor), Number(cursor) + limit)
        .map((node) => ({ cursor: String(node.seq), item: { cursor: String(node.seq), node } }));
    const listen = (wake: () => void) => {
      woken.on('more', wake);
      return () => void woken.off('more', wake);
    };
    return live({ itemsAfter, listen }, after ?? String(written.length), context, { page: 10, patience: 300 });
  }
}

/** The same failures on a door that is not GraphQL. */
@Controller('failing')
class FailingController {
  @Get(':how')
  fail(@Param('how') how: string): string {
    return FAILURES[how]?.() ?? 'fine';
  }
}

/** The feature. */
@Module({
  controllers: [FailingController],
  providers: [NotesResolver, mutationResolver(noteMutations), FindNoteHandler, ...handlers],
})
export class NotesModule {}
