import { withPayload } from '@payloadcms/next/withPayload';
import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  typescript: { ignoreBuildErrors: true },
  experimental: { cpus: 2 },
};

export default withPayload(config, { devBundleServerPackages: false });
