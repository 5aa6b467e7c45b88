/** The interface for tracing. src/telemetry installs an implementation; without an implementation nothing is traced. */

export type Attributes = Record<string, string | number | boolean>;

/**
 * The kind of a span, as in OpenTelemetry: `server` for a request, `consumer` for a job, `client` for a call to another program,
 * `internal` for other work.
 */
export type SpanKind = 'server' | 'consumer' | 'client' | 'internal';

export type Span = {
  set(attributes: Attributes): void;
  rename(name: string): void;
  /** Ends the span. Only the type of `error` is recorded, since messages may quote user input. */
  end(error?: unknown): void;
};

export type SpanOptions = {
  kind: SpanKind;
  attributes?: Attributes;
  /** W3C `traceparent` of the parent span; defaults to the active span. */
  parent?: string | undefined;
};

export type Tracing = {
  /** Runs `body` in a new span. `body`, or work that `body` starts, must end the span. */
  run<T>(name: string, options: SpanOptions, body: (span: Span) => T): T;
  /** Starts a child of the active span. Returns undefined if no span is active, so that polling is not traced. */
  startChild(name: string, options: SpanOptions): Span | undefined;
  /**
   * Records a span from `since` (milliseconds) until now.
   * @returns its `traceparent`
   */
  recordSpan(name: string, since: number, options: SpanOptions): string;
  /** The `traceparent` of the active span. */
  traceparent(): string | undefined;
};

let installed: Tracing | undefined;

/** Switches tracing on for this process. */
export function installTracing(tracing: Tracing): void {
  installed = tracing;
}

/** The installed tracing, for code that starts and ends spans itself; undefined if tracing is off. */
export const getTracing = (): Tracing | undefined => installed;

/** The W3C `traceparent` of the active span. Store it with events and jobs, so that their spans become children of this span. */
export const currentTraceparent = (): string | undefined => installed?.traceparent();

/** Runs `work`, in a span if tracing is on. The span records the type of an error that `work` throws. */
export async function withSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  if (!installed) return work();
  return installed.run(name, options, async (span) => {
    try {
      const result = await work();
      span.end();
      return result;
    } catch (error) {
      span.end(error);
      throw error;
    }
  });
}
