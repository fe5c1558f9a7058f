import { Module } from '@nestjs/common';
import { PaperChecks } from './papers.checks.js';
import { PapersDoor } from './papers.door.js';
import { PapersResolver } from './papers.resolver.js';

/** Draft papers, read before they are published. Nothing of them is recorded. */
@Module({ providers: [PaperChecks, PapersResolver, PapersDoor] })
export class PapersModule {}
