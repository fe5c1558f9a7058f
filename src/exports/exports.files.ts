import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Sender } from '../event-sourcing/messages.js';
import { ReadPosition } from '../graphql/answer-cache.js';
import { matches } from '../graphql/over-http.js';
import type { Heading } from './exports.columns.js';
import type { Rows, Writer } from './exports.writers.js';

/** Pages that may wait for a slow client before the reading waits too. */
const AHEAD = 500;

/** Who asks for a file, and where it goes. */
export interface Exchange {
  readonly sender: Sender;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Rows on their way, page by page, and what to do when no more are wanted. */
export interface Pages {
  readonly rows: AsyncIterator<Rows, undefined>;
  readonly release: () => void;
}

/** A file as it is asked for. */
export interface WantedFile {
  /** The beginning of its name. */
  readonly name: string;
  readonly wanted: object;
  readonly columns: readonly Heading[];
  readonly writer: Writer;
  readonly pages: () => Promise<Pages>;
}

/** Sends files row by row, or says that the file has not changed. */
@Injectable()
export class Files {
  constructor(private readonly position: ReadPosition) {}

  /** What is wrong with the request is answered as an error: the first page is read before anything is sent. */
  async send(
    { name, wanted, columns, writer, pages }: WantedFile,
    { sender, request, reply }: Exchange,
  ): Promise<void> {
    // The position first: what is recorded meanwhile makes the tag too old for the file, never too new.
    const position = this.position.now();
    const parts = [position, sender.today, sender.roles, name, wanted, writer];
    const etag = position === undefined ? undefined : tagOf(parts, columns);
    const isKnown = etag !== undefined && matches(request.headers['if-none-match'], etag);
    const begun = isKnown ? undefined : await beginning(await pages());

    reply.header('cache-control', 'private, no-cache').header('vary', 'Authorization');
    if (etag !== undefined) reply.header('etag', etag);
    if (!begun) return void reply.code(304).send();
    const body = Readable.from(chunksOf(writer, begun), { highWaterMark: AHEAD });
    // Also where the client has gone before the first byte.
    body.on('close', begun.release);
    body.on('error', (error) => request.log.error({ err: error }, 'An export broke off'));
    const file = `${name}-${sender.today}.${writer.extension}`;
    void reply.type(writer.mediaType).header('content-disposition', `attachment; filename="${file}"`).send(body);
  }
}

interface Begun extends Pages {
  readonly first: Rows;
}

const beginning = async (pages: Pages): Promise<Begun> => {
  try {
    return { ...pages, first: (await pages.rows.next()).value ?? [] };
  } catch (error) {
    pages.release();
    throw error;
  }
};

async function* chunksOf(writer: Writer, { first, rows }: Begun): AsyncGenerator<string> {
  yield writer.begin + writer.page(first, true);
  let isFirst = first.length === 0;
  for (let page = await rows.next(); !page.done; page = await rows.next()) {
    yield writer.page(page.value, isFirst);
    isFirst &&= page.value.length === 0;
    await nextTurn();
  }
  yield writer.end;
}

/** Also of the columns: a file of another version of the service is another file. */
const tagOf = (parts: readonly unknown[], columns: readonly Heading[]): string => {
  const text = JSON.stringify([parts, columns.map(({ key, heading }) => [key, heading])]);
  return `"${createHash('sha1').update(text).digest('base64url')}"`;
};
