# One image for web, worker and migrate; docker-compose.yml sets the command of each.
FROM node:24.22.3-bookworm-slim AS base
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1

FROM base AS build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json runtime.mjs next.config.ts payload.config.ts ./
COPY migrations ./migrations
COPY src ./src
RUN node --import ./runtime.mjs src/processes/build-admin.ts && rm -rf .next/cache

FROM base AS dependencies
COPY package.json package-lock.json ./
# Invoices use only the regular weight of each font. The other weights take up 119 MB, so they are deleted. So is the Node.js of
# node_modules, which is for machines whose own is too old.
RUN npm ci --no-audit --no-fund --omit=dev && \
    rm -rf node_modules/node-linux-* node_modules/.bin/node && \
    find node_modules/@embedpdf node_modules/@expo-google-fonts \
      \( -name '*.[ot]tf' -o -name '*.png' \) ! -name '*Regular.[ot]tf' -delete

FROM base AS runtime
# A larger young generation for V8. With the default size, the garbage collector copied the objects of requests in flight several
# times, which took a sixth of the time of a busy web process.
ENV NODE_OPTIONS=--max-semi-space-size=32
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/.next ./.next
COPY package.json tsconfig.json runtime.mjs runtime.sh next.config.ts payload.config.ts ./
COPY migrations ./migrations
COPY src ./src
USER node
EXPOSE 3000 3001 3002
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "./runtime.mjs", "src/processes/web.ts"]
