# LiveKit's server from source, at the version that infra/livekit/go.mod names and its go.sum proves.
FROM golang:1.26-bookworm AS build
WORKDIR /build
COPY infra/livekit/go.mod infra/livekit/go.sum ./
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /livekit-server github.com/livekit/livekit-server/cmd/server

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /livekit-server /livekit-server
EXPOSE 7880 7881 7882/udp
ENTRYPOINT ["/livekit-server"]
