import autocannon from 'autocannon';

/** Simulates 256 browsers that send at the same time. */
const CONNECTIONS = 256;

const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

/** A `product_viewed` event (docs/spec/flows.md#8-track-events) of a visitor who came through an advertising link. */
export const EVENT = {
  event: 'product_viewed',
  properties: { productId: '01930000-0000-7000-8000-000000000001', category: 'KITCHEN' },
  sessionId: '01930000-0000-7000-8000-00000000000a',
  pageUrl: 'https://www.lomashwood.co.uk/kitchens/aldwych?utm_source=newsletter&utm_campaign=spring',
  referrer: 'https://www.google.com/',
};

type Load = { url: string; body: string; seconds: number; perSecond?: number };

/** Posts over keep-alive connections for `seconds`. @throws Error for any status but 202. */
export async function postEvents({ url, body, seconds, perSecond }: Load): Promise<{ rate: number; p99: number }> {
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
    throw new Error(`Some responses of ${url} did not have status 202: ${JSON.stringify({ statusCodeStats, errors })}`);
  }
  return { rate: count / duration, p99: latency.p99 };
}
