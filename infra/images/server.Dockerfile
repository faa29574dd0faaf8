# Rostrum's server with its built client. TypeScript runs as it is, so what is tested is what runs.
FROM node:24-bookworm-slim AS build
WORKDIR /rostrum
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml tsconfig.base.json ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY client/package.json client/
COPY infra/package.json infra/
# All of it: bundlers come with native parts that are optional packages.
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile
COPY shared shared
COPY client client
COPY scripts scripts
RUN cd client && node node_modules/vite/bin/vite.js build --logLevel warn && node ../scripts/compress.mjs dist

FROM node:24-bookworm-slim AS dependencies
WORKDIR /rostrum
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY client/package.json client/
COPY infra/package.json infra/
# Without the optional packages: no second Node, no embedded PostgreSQL, no bots.
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --prod --no-optional --filter '@rostrum/server...'

FROM node:24-bookworm-slim
WORKDIR /rostrum
COPY --from=dependencies /rostrum ./
COPY package.json ./
COPY shared shared
COPY server server
COPY --from=build /rostrum/client/dist client/dist
RUN mkdir /data && chown node:node /data
USER node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 ROSTRUM_DATA=/data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/readyz').then((it) => process.exit(it.ok ? 0 : 1), () => process.exit(1))"]
# As the first process, so that the signal to stop reaches the server itself.
CMD ["node", "server/src/main.ts"]
