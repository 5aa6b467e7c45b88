import type { Request, Response } from 'express';
import type { Problem } from '../problem.ts';
import { discardBody } from './discard-body.ts';
import { problemDocument, problemHeaders } from './problem-document.ts';

/** Answers a refusal, with members of the caller's own beside the standard ones if wanted (RFC 9457 §3.2). */
export function sendProblem(
  req: Request,
  res: Response,
  problem: Problem,
  members: Record<string, unknown> = {},
): void {
  discardBody(req);
  res.status(problem.status).set(problemHeaders(problem));
  res.end(JSON.stringify({ ...problemDocument(problem), ...members }));
}
