import { Controller, Get, Header, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a request to GraphQL asked for, once it is known: `query` or `mutation`. */
    operation?: 'query' | 'mutation';
  }
}

/** The figures of this process, in Prometheus' form. */
export class Metrics {
  readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'http_request_seconds',
    help: 'Seconds from the arrival of a request to the end of its answer.',
    labelNames: ['method', 'route', 'operation', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A figure that is read whenever the figures are asked for, such as how far the read models lag. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** Figures of one kind that are read whenever the figures are asked for, one for each value of a label. */
  gauges(name: string, help: string, label: string, read: () => ReadonlyMap<string, number>): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [value, figure] of read()) this.set({ [label]: value }, figure);
      },
    });
  }

  /** Counts and times every request of a server. */
  watch(app: FastifyInstance): void {
    app.addHook('onResponse', async (request, { elapsedTime, statusCode }) => {
      const { url = 'unknown' } = request.routeOptions;
      const { method, operation = '' } = request;
      this.requests.observe({ method, route: url, operation, status: statusCode }, elapsedTime / 1_000);
    });
  }
}

/** Closed like everything else: a scraper signs in with a token, as bearer or as Basic password. */
@Controller('metrics')
export class MetricsController implements OnApplicationBootstrap {
  constructor(
    private readonly metrics: Metrics,
    private readonly host: HttpAdapterHost,
  ) {}

  @RouteConfig({ door: 'basic', early: true })
  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }

  onApplicationBootstrap(): void {
    this.metrics.watch(this.host.httpAdapter.getInstance<FastifyInstance>());
  }
}
