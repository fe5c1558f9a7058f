import { Module } from '@nestjs/common';
import { ChangesExportsController } from './exports.changes.controller.js';
import { ExportsController } from './exports.controller.js';
import { Files } from './exports.files.js';

/** Flat files of commitments and of what changed, for programs that know tables and no GraphQL. */
@Module({ controllers: [ExportsController, ChangesExportsController], providers: [Files] })
export class ExportsModule {}
