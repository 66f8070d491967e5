// Parses a feed file with a parser of npm and prints its entries as JSON.
import {createReadStream, readFileSync} from "node:fs";

const [parser, file] = process.argv.slice(2);

async function feedsmith(text) {
  const {parseFeed} = await import("feedsmith");
  const {feed} = parseFeed(text);
  return (feed.items ?? feed.entries).map((item) => ({
    id: item.guid?.value ?? item.id,
    title: item.title?.value ?? item.title,
    link: item.link ?? item.url ?? item.links.find(({rel}) => rel !== "enclosure").href,
    content: item.content?.encoded ?? item.content?.value ?? item.content_html ?? item.description,
    enclosures: (item.enclosures ?? item.attachments ?? item.links?.filter(({rel}) => rel === "enclosure") ?? []).map(
      ({url, href}) => url ?? href,
    ),
  }));
}

async function feedparser() {
  const {default: FeedParser} = await import("feedparser");
  const entries = [];
  for await (const item of createReadStream(file).pipe(new FeedParser({}))) {
    const enclosures = item.enclosures.map(({url}) => url);
    entries.push({id: item.guid, title: item.title, link: item.link, content: item.description, enclosures});
  }
  return entries;
}

async function feedme(text) {
  const {default: FeedMe} = await import("feedme");
  const reader = new FeedMe(true);
  reader.write(text);
  reader.end();
  return reader.done().items.map((item) => {
    const links = [item.link].flat();
    return {
      id: item.guid?.text ?? item.guid ?? item.id,
      title: item.title,
      link: links[0].href ?? links[0],
      content: item["content:encoded"] ?? item.content ?? item.description,
      enclosures: item.enclosure ? [item.enclosure.url] : links.slice(1).map(({href}) => href),
    };
  });
}

async function rowanmanning(text) {
  const {parseFeed} = await import("@rowanmanning/feed-parser");
  return parseFeed(text).items.map((item) => ({
    id: item.id,
    title: item.title,
    link: item.url,
    content: item.content ?? item.description,
    enclosures: item.media.map(({url}) => url),
  }));
}

const parsers = {feedsmith, feedparser, feedme, "@rowanmanning/feed-parser": rowanmanning};
console.log(JSON.stringify(await parsers[parser](readFileSync(file, "utf-8"))));
