# One image for every role: docker build -t maximus . && docker run --rm -p 127.0.0.1:8001:8001 maximus
# A release passes the base by digest: --build-arg NODE_IMAGE=node@sha256:… --sbom=true --provenance=mode=max
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages ./packages
COPY services ./services
COPY apps ./apps
RUN find packages services apps -type f ! -name package.json -delete

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
# Manifests alone, so that a change of the sources does not fetch anything again.
COPY --from=manifests /app/ ./
# The base has the runtime already, and a worker's library only offers to read settings written in TypeScript.
RUN --mount=type=cache,target=/cache/npm \
  npm ci --omit=dev --ignore-scripts --no-audit --no-fund --cache=/cache/npm \
  && rm -rf node_modules/node node_modules/node-linux-* node_modules/typescript node_modules/@typescript

FROM ${NODE_IMAGE} AS page
WORKDIR /app
COPY --from=manifests /app/ ./
RUN --mount=type=cache,target=/cache/npm npm ci --ignore-scripts --no-audit --no-fund --cache=/cache/npm
# What the dashboard is made of, and nothing else: a change of a service builds no page.
COPY packages/client ./packages/client
COPY packages/contracts ./packages/contracts
COPY packages/kernel ./packages/kernel
COPY tsconfig.json ./
COPY apps/web ./apps/web
COPY tools/build ./tools/build
RUN node tools/build/main.ts --page

FROM ${NODE_IMAGE} AS server
# git, with ssh, reads the repositories of projects; tini reaps what they leave behind.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git openssh-client tini \
  && rm -rf /var/lib/apt/lists/* \
  && (getent passwd 1000 || useradd --uid 1000 --home-dir /data --no-create-home maximus) \
  && install -d -o 1000 -g 1000 -m 0700 /data
WORKDIR /app
COPY --from=dependencies /app/ ./
# Workspaces stay links into these folders: the runtime strips types there and nowhere below node_modules.
COPY packages ./packages
COPY services ./services
COPY apps ./apps
COPY examples ./examples
COPY --from=page /app/apps/web/dist ./apps/web/dist
ARG COMMIT=unknown
ENV NODE_ENV=production \
  NODE_COMPILE_CACHE=/tmp/compile-cache \
  MAXIMUS_COMMIT=${COMMIT} \
  MAXIMUS_ENVIRONMENT=production \
  MAXIMUS_DATA_DIR=/data \
  MAXIMUS_HTTP_HOST=0.0.0.0
USER 1000:1000
VOLUME /data
EXPOSE 8001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.MAXIMUS_HTTP_PORT||8001)+'/live').then((a)=>process.exit(a.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "--max-semi-space-size=16", "apps/server/src/main.ts"]
