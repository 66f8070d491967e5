#!/bin/sh
# Installs the readers, the servers, the browser and the fonts that the tests use, as far as that is possible here. It
# never fails: a test whose program is missing is skipped by name.
cd "$(dirname "$0")/.." || exit 0
export DEBIAN_FRONTEND=noninteractive

wanted=""
need() {
  command -v "$1" > /dev/null 2>&1 || wanted="$wanted $2"
}
need newsboat newsboat
need sfeed_update sfeed
need curl curl
need r2e rss2email
need chromium chromium
need node nodejs
need npm npm
need ruby ruby
need crontab cron
need /usr/sbin/nginx nginx
need /usr/sbin/apache2 "apache2-bin media-types"
need caddy caddy
need aws awscli
fc-list :lang=zh 2> /dev/null | grep -q . || wanted="$wanted fontconfig fonts-noto-cjk"

if [ -n "$wanted" ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
  apt-get update -qq > /dev/null 2>&1
  for package in $wanted; do
    apt-get install -y -qq --no-install-recommends "$package" > /dev/null 2>&1 || echo "$package could not be installed"
  done
elif [ -n "$wanted" ]; then
  echo "not installed, and their tests are skipped:$wanted"
fi

packages="rss-parser feedsmith feedparser netlify-headers-parser netlify-redirector feedme @rowanmanning/feed-parser"
if command -v npm > /dev/null 2>&1 && ! [ -d tests/readers/node_modules/@rowanmanning/feed-parser ]; then
  # shellcheck disable=SC2086 # a list of words
  npm install --silent --no-audit --no-fund --no-package-lock --no-save --prefix tests/readers $packages > /dev/null 2>&1 ||
    echo "not installed by npm: $packages"
fi
exit 0
