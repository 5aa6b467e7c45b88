import { withPayload } from '@payloadcms/next/withPayload';
import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  typescript: { ignoreBuildErrors: true },
  experimental: { cpus: 2 },
  // It finds its binary relative to its own folder.
  serverExternalPackages: ['esbuild'],
};

export default withPayload(config, { devBundleServerPackages: false });
