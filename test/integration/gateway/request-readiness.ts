type Readiness = {
  status: number;
  body: { degraded?: string[]; checks?: Record<string, { ok: boolean }>; code?: string };
};

/** Requests `/readyz` and returns its status and body. */
export async function requestReadiness(base: string): Promise<Readiness> {
  const response = await fetch(`${base}/readyz`);
  return { status: response.status, body: (await response.json()) as Readiness['body'] };
}
