// Parses the feed at the address given with rss-parser and prints its items as JSON.
import Parser from "rss-parser";

const feed = await new Parser({timeout: 180_000}).parseURL(process.argv[2]);
console.log(JSON.stringify(feed.items));
