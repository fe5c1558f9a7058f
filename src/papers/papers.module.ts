import { Module } from '@nestjs/common';
import { PaperChecks } from './papers.checks.js';
import { PapersController } from './papers.controller.js';
import { PapersResolver } from './papers.resolver.js';

/** Draft papers, read before they are published. Nothing of them is recorded. */
@Module({ controllers: [PapersController], providers: [PaperChecks, PapersResolver] })
export class PapersModule {}
