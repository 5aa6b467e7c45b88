const known = new WeakMap<object, string>();

/** Notes the client's address of a web request that was made from an Express one. */
export function rememberAddress(request: object, address: string): void {
  known.set(request, address);
}

/**
 * The client's address of a web request. A host without Express has no socket to ask: the last entry of
 * `X-Forwarded-For` is what the hop next to this process wrote, and clients without one share a limit.
 */
export function requestAddress(request: { headers: Headers }): string {
  const forwarded = request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  return known.get(request) ?? (forwarded || 'unknown');
}
