# One image for web, worker and migrate: the command decides (docker-compose.yml).
FROM node:20.20.2-bookworm-slim AS base
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1

FROM base AS build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json next.config.ts payload.config.ts ./
COPY migrations ./migrations
COPY src ./src
# The admin UI is compiled without any service; its configuration only wants a whole environment, none of which stays.
RUN NODE_ENV=production \
    PUBLIC_URL=http://build.invalid DATABASE_URL=postgres://build.invalid/build REDIS_URL=redis://build.invalid \
    SMTP_URL=smtp://build.invalid EMAIL_FROM=build@build.invalid \
    PAYLOAD_SECRET=only-while-the-image-is-built CUSTOMER_TOKEN_SECRET=only-while-the-image-is-being-built \
    INTERNAL_TOKENS=only-while-the-image-is-built \
    STRIPE_SECRET_KEY=sk_test_build STRIPE_WEBHOOK_SECRET=whsec_build MEDIA_DIR=/nowhere \
    npm run build && rm -rf .next/cache

FROM base AS dependencies
COPY package.json package-lock.json ./
# Of the fonts for invoices one weight each is used; the others weigh 61 MB.
RUN npm ci --no-audit --no-fund --omit=dev && \
    find node_modules/@embedpdf -name '*.otf' ! -name '*-Regular.otf' -delete

FROM base AS runtime
# Requests in flight outlive a small young generation and are copied again and again: a sixth of a busy web process's time.
ENV NODE_OPTIONS=--max-semi-space-size=32
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/.next ./.next
COPY package.json tsconfig.json runtime.mjs next.config.ts payload.config.ts ./
COPY migrations ./migrations
COPY src ./src
USER node
EXPOSE 3000 3001 3002
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "./runtime.mjs", "src/server.ts"]
