import { Injectable } from '@nestjs/common';
import { Config } from '../config.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Sender } from '../event-sourcing/messages.js';
import type { Reader, Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { pageOf, type Connection, type Page, type PageArgs } from '../graphql/connections.js';
import type { NameFilter } from './listing.js';

/** What a list of things with names is asked with. */
export type ListArgs = PageArgs & NameFilter & Times;

/** What one thing is asked for by: its id, or any of its names. */
export interface OneArgs extends Times {
  readonly id?: string | null;
  readonly name?: string | null;
}

/** The questions that every kind of thing with names answers. */
export interface NameQuestions<Answer> {
  list(reader: Reader, filter: NameFilter, page: Page): Connection<Answer>;
  byId(reader: Reader, id: string): Answer | null;
  byName(reader: Reader, name: string): Answer | null;
}

/** Asks them, at the times and with the page that a caller names. */
@Injectable()
export class NameAnswers {
  constructor(
    private readonly reads: Reads,
    private readonly config: Config,
  ) {}

  /** A page of a list. Throws `DomainError` INVALID when the page cannot be. */
  async list<Answer>(questions: NameQuestions<Answer>, args: ListArgs, sender: Sender): Promise<Connection<Answer>> {
    const page = pageOf(args, this.config.limits.page);
    return questions.list(await this.reads.at(args, sender.today), args, page);
  }

  /** One thing; `null` when there is none. Throws `DomainError` INVALID unless it is asked for by one of the two. */
  async one<Answer>(questions: NameQuestions<Answer>, args: OneArgs, sender: Sender): Promise<Answer | null> {
    const { id, name } = args;
    if ((id == null) === (name == null)) {
      throw new DomainError('INVALID', 'Say which one you mean: by its id or by its name, not both.', 'id');
    }
    const reader = await this.reads.at(args, sender.today);
    return id == null ? questions.byName(reader, name ?? '') : questions.byId(reader, id);
  }
}
