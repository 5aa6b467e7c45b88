/** Where what happens is traced to, when somebody wants to know: src/telemetry installs it, and nothing is measured without. */

export type Attributes = Record<string, string | number | boolean>;

/** What a piece of work is to the others: it answers somebody, takes up what another process left, asks another program. */
export type SpanKind = 'server' | 'consumer' | 'client' | 'internal';

export type Span = {
  set(attributes: Attributes): void;
  rename(name: string): void;
  /** Ends it; `error` is told by its kind alone, since messages quote what people typed. */
  end(error?: unknown): void;
};

export type SpanOptions = {
  kind: SpanKind;
  attributes?: Attributes;
  /** The work that this one follows from, by its W3C `traceparent`; the one that is running unless told. */
  follows?: string | undefined;
};

export type Tracing = {
  /** Runs `body` as a new span, which `body` or what it starts must end. */
  run<T>(name: string, options: SpanOptions, body: (span: Span) => T): T;
  /** A span below the one that is running; undefined when none is, so that the machinery of waiting is not traced. */
  below(name: string, options: SpanOptions): Span | undefined;
  /** Records what went by between `since` and now. @returns its `traceparent`. */
  passed(name: string, since: number, options: SpanOptions): string;
  /** The `traceparent` of the span that is running. */
  traceparent(): string | undefined;
};

let installed: Tracing | undefined;

/** From now on everything is traced. */
export function installTracing(tracing: Tracing): void {
  installed = tracing;
}

/** What is installed, for those who trace by hand. */
export const tracing = (): Tracing | undefined => installed;

/** The W3C `traceparent` of the work that is running, to be left with whatever follows from it. */
export const currentTraceparent = (): string | undefined => installed?.traceparent();

/** Does `work` as a span of the trace that is running, if there is one. */
export async function traced<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
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
