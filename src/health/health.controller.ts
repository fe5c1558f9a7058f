import { Controller, Get, Res, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Open } from '../auth/door.js';
import { ReadinessChecks } from './readiness.js';

/** Tells whoever runs the service how it is; open to anyone, since it says nothing of the record. */
@Controller('health')
export class HealthController implements BeforeApplicationShutdown {
  private leaving = false;

  constructor(private readonly readiness: ReadinessChecks) {}

  /** The process answers: no reason to start it anew. */
  @Open()
  @Get('live')
  live() {
    return { status: 'up' };
  }

  /** Requests may be sent here; 503 with the reasons when not. */
  @Open()
  @Get('ready')
  ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const problems = this.readiness.checks.flatMap((check) => {
      const problem = check.check();
      return problem === undefined ? [] : [{ name: check.name, problem }];
    });
    if (this.leaving) problems.unshift({ name: 'process', problem: 'The service is shutting down.' });
    void reply.code(problems.length === 0 ? 200 : 503).header('cache-control', 'no-store');
    return { status: problems.length === 0 ? 'ready' : 'not ready', problems };
  }

  beforeApplicationShutdown(): void {
    this.leaving = true;
  }
}
