// Parses a feed file with feedsmith or node-feedparser (`feedparser` on npm) and prints its entries as JSON.
import {createReadStream, readFileSync} from "node:fs";

const [parser, file] = process.argv.slice(2);
const entries = [];

if (parser === "feedsmith") {
  const {parseFeed} = await import("feedsmith");
  const {feed} = parseFeed(readFileSync(file, "utf-8"));
  for (const item of feed.items ?? feed.entries) {
    const enclosures = item.enclosures ?? item.attachments ?? item.links?.filter(({rel}) => rel === "enclosure") ?? [];
    entries.push({
      id: item.guid?.value ?? item.id,
      title: item.title?.value ?? item.title,
      link: item.link ?? item.url ?? item.links.find(({rel}) => rel !== "enclosure").href,
      content: item.content?.encoded ?? item.content?.value ?? item.content_html ?? item.description,
      enclosures: enclosures.map(({url, href}) => url ?? href),
    });
  }
} else {
  const {default: FeedParser} = await import("feedparser");
  const stream = createReadStream(file).pipe(new FeedParser({}));
  for await (const item of stream) {
    const enclosures = item.enclosures.map(({url}) => url);
    entries.push({id: item.guid, title: item.title, link: item.link, content: item.description, enclosures});
  }
}
console.log(JSON.stringify(entries));
