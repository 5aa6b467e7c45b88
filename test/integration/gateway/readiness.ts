type Readiness = {
  status: number;
  body: { degraded?: string[]; checks?: Record<string, { ok: boolean }>; code?: string };
};

/** What `/readyz` says. */
export async function readiness(base: string): Promise<Readiness> {
  const response = await fetch(`${base}/readyz`);
  return { status: response.status, body: (await response.json()) as Readiness['body'] };
}
