import { Module } from '@nestjs/common';
import { ExportsController } from './exports.controller.js';

/** Flat files of commitments, for programs that know tables and no GraphQL. */
@Module({ controllers: [ExportsController] })
export class ExportsModule {}
