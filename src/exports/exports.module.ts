import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { ExportsController } from './exports.controller.js';
import { Files } from './exports.files.js';

/** Flat files, for programs that know tables and no GraphQL. */
@Module({ imports: [AuditModule], controllers: [ExportsController], providers: [Files] })
export class ExportsModule {}
