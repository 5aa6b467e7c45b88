import autocannon from 'autocannon';

/** As many browsers send at the same moment. */
const CONNECTIONS = 256;

const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

/** The event of the source document (data-flow.md flow 8), with an address as advertising leads to. */
export const EVENT = {
  event: 'product_viewed',
  properties: { productId: '01930000-0000-7000-8000-000000000001', category: 'KITCHEN' },
  sessionId: '01930000-0000-7000-8000-00000000000a',
  pageUrl: 'https://www.lomashwood.co.uk/kitchens/aldwych?utm_source=newsletter&utm_campaign=spring',
  referrer: 'https://www.google.com/',
};

type Load = { url: string; body: string; seconds: number; perSecond?: number };

/** Posts over keep-alive connections for a time. @throws Error for any other answer than 202. */
export async function post({ url, body, seconds, perSecond }: Load): Promise<{ rate: number; p99: number }> {
  const result = await autocannon({
    url,
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'user-agent': BROWSER },
    connections: CONNECTIONS,
    duration: seconds,
    ...(perSecond === undefined ? {} : { overallRate: perSecond }),
  });
  const { statusCodeStats = {}, errors, duration, latency } = result;
  const count = statusCodeStats['202']?.count ?? 0;
  if (count === 0 || errors > 0 || Object.keys(statusCodeStats).length > 1) {
    throw new Error(`${url} did not always answer 202: ${JSON.stringify({ statusCodeStats, errors })}`);
  }
  return { rate: count / duration, p99: latency.p99 };
}
