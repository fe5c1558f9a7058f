import { Module } from '@nestjs/common';
import { MeetingsModule } from '../meetings/meetings.module.js';
import { PaperChecks } from './papers.checks.js';
import { PapersDoor } from './papers.door.js';
import { PapersResolver } from './papers.resolver.js';

/** Draft papers, read before they are published. Nothing of them is recorded. */
@Module({ imports: [MeetingsModule], providers: [PaperChecks, PapersResolver, PapersDoor] })
export class PapersModule {}
