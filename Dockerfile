# An image whose command is `feedmaker build`, run in /site; docs/deploying.md shows how.
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv --without-pip /opt/feedmaker \
    && python -m pip --python /opt/feedmaker install --no-cache-dir '.[rst,podcast,compress]'

FROM python:3.13-slim
LABEL org.opencontainers.image.title="feedmaker" org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/feedmaker /opt/feedmaker
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin feedmaker
USER 10001:10001
WORKDIR /site
ENTRYPOINT ["/opt/feedmaker/bin/feedmaker"]
CMD ["build"]
