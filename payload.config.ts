import { parseEnv } from './src/processes/env.ts';
import { siteConfig } from './src/processes/site-config.ts';

// Next and Payload's commands read the configuration here.
export default siteConfig(parseEnv(process.env));
